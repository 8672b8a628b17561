"""One folder for each outside system, such as EMIS or マイナ救急, will live here; an adapter sees `hub.sdk` only."""
