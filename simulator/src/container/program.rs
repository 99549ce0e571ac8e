//! What a program does with its environment: what it needs, where it listens, what it says.
