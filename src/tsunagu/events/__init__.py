"""EPCIS 2.0 shapes, URI forms and the CBV event hash: a pure library without tables."""
