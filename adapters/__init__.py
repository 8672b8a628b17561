"""One folder for each outside system; an adapter sees `hub.sdk` only, and never another adapter."""
