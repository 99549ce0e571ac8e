//! Machines behind instances.
