//! Refusals in a service's own words, before they know which operation they answer.

use std::fmt::Display;

use paperboat_core::error::{CloudError, ErrorKind};

/// Makes a refusal; the service's dispatch fills in the operation.
pub(crate) fn refused(kind: ErrorKind, code: &str, message: impl Display) -> CloudError {
    CloudError::refused(kind, "", code, message)
}

/// Refuses because the thing named does not exist.
pub(crate) fn not_found(code: &str, message: impl Display) -> CloudError {
    refused(ErrorKind::NotFound, code, message)
}

/// Refuses because the thing to create exists.
pub(crate) fn exists(code: &str, message: impl Display) -> CloudError {
    refused(ErrorKind::AlreadyExists, code, message)
}

/// Refuses because of what depends on the thing, or because of its state.
pub(crate) fn in_use(code: &str, message: impl Display) -> CloudError {
    refused(ErrorKind::InUse, code, message)
}

/// Refuses what is wrong with the request itself.
pub(crate) fn invalid(code: &str, message: impl Display) -> CloudError {
    refused(ErrorKind::InvalidInput, code, message)
}

/// Refuses because a quota is used up.
pub(crate) fn limit(code: &str, message: impl Display) -> CloudError {
    refused(ErrorKind::LimitExceeded, code, message)
}

/// Names the operation that a refusal answers, unless it has a name already.
pub(crate) fn answering(operation: &str) -> impl Fn(CloudError) -> CloudError {
    move |mut error| {
        if error.operation.is_empty() {
            operation.clone_into(&mut error.operation);
        }
        error
    }
}
