//! Making things that may be there, and removing things that may be gone.

use crate::error::{Cause, CloudError, ErrorKind};

/// What was made; none when a thing of that name is there already.
pub(super) fn made<T>(result: Result<T, CloudError>) -> Result<Option<T>, Cause> {
    match result {
        Ok(output) => Ok(Some(output)),
        Err(error) if error.kind == ErrorKind::AlreadyExists => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What was found; none when it does not exist.
pub(super) fn found<T>(result: Result<T, CloudError>) -> Result<Option<T>, Cause> {
    match result {
        Ok(output) => Ok(Some(output)),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}
