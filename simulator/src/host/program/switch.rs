//! What a program of a machine says of arguments that it cannot read.

use super::super::{JobKey, Progress, write_stderr};
use crate::switch::Switches;
use crate::world::World;

impl Switches {
    /// Reads arguments. `plain` and `valued` list the switches without and with a value, letters and long names
    /// separated by blanks.
    ///
    /// # Errors
    /// Says on the error stream which switch is unknown, as GNU programs do, and that it may be one that is not
    /// modelled.
    pub(in crate::host) fn read(
        w: &mut World,
        key: JobKey,
        argv: &[String],
        plain: &str,
        valued: &str,
    ) -> Result<Self, Progress> {
        match Self::parse(argv, plain, valued) {
            Ok(switches) => Ok(switches),
            Err(words) => {
                let program = &argv[0];
                let lines =
                    format!("{program}: {words}\npaperboat: not modelled: {program}: {words}\n");
                write_stderr(w, key, &lines);
                Err(Progress::Exit(if program == "ls" || program == "grep" {
                    2
                } else {
                    1
                }))
            }
        }
    }
}
