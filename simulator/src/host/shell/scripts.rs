//! Scripts that were read: the same text is the same script, whoever runs it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::read::{Reading, read};

/// How many scripts are kept: more than one deployment runs. Beyond it all are forgotten, which costs time alone.
const KEPT: usize = 1_024;

/// Scripts that were read, for any number of worlds.
#[derive(Clone, Debug, Default)]
pub(in crate::host) struct Scripts(Arc<Mutex<BTreeMap<String, Arc<Reading>>>>);

impl Scripts {
    /// Reads a script, unless it was read before.
    pub(super) fn read(&self, script: &str) -> Arc<Reading> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reading) = lock().get(script) {
            return Arc::clone(reading);
        }
        // Others may read meanwhile.
        let reading = Arc::new(read(script));
        let mut kept = lock();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(script.to_owned(), Arc::clone(&reading));
        reading
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{KEPT, Scripts, read};

    #[test]
    fn what_was_read_is_what_would_be_read() {
        let scripts = Scripts::default();
        for n in 0..KEPT + 2 {
            let script = format!("a=$(echo {n}) && test -n \"$a\"\nexit $?");
            let first = scripts.read(&script);
            assert_eq!(*first, read(&script));
            assert!(Arc::ptr_eq(&first, &scripts.read(&script)));
        }
        assert!(scripts.read("if").error.is_some() && scripts.read("if").error.is_some());
    }
}
