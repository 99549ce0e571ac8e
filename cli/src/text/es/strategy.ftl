### strategy
