"""Rules of the pipeline: stages of development, who takes part, funding with its reports, and figures."""
