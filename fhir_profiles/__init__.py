"""StructureDefinitions, value sets and code systems of the hub will live here, with the sources they are made from."""
