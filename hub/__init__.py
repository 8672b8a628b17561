"""Kyukyu Hub (救急ハブ): receives, normalises to FHIR and relays one emergency patient's information."""
