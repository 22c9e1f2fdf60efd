"""Files of instruments: what a laboratory's table, plate or cytometer file says, before it is recorded; pure."""
