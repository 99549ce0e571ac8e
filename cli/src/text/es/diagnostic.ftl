### diagnostic
