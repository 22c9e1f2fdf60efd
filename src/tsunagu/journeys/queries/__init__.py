"""Reads of journeys shaped for screens: the control tower, the inbox, lists and the page of one journey."""
