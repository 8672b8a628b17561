"""The rules of an emergency case: pure, standard library only, no input or output."""
