"""What every concept stands on and no domain noun: clock, scope, database, web kit, documents."""
