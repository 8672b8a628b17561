"""Sheets of paper for adapters that print: a template in typst and what it is given become PDF/A."""

from hub.paper import FONT, NoPrinterError, Printer

__all__ = ["FONT", "NoPrinterError", "Printer"]
