//! Refusals in ECS's own codes.

use std::fmt::Display;

use paperboat_core::error::{CloudError, ErrorKind};

/// Refuses with any of ECS's codes.
pub(super) fn refuse(
    kind: ErrorKind,
    operation: &str,
    code: &str,
    message: impl Display,
) -> CloudError {
    CloudError::refused(kind, &format!("ecs:{operation}"), code, message)
}

/// Refuses with `ClientException`.
pub(super) fn client(operation: &str, message: impl Display) -> CloudError {
    refuse(
        ErrorKind::InvalidInput,
        operation,
        "ClientException",
        message,
    )
}

/// Refuses with `InvalidParameterException`.
pub(super) fn invalid(operation: &str, message: impl Display) -> CloudError {
    let code = "InvalidParameterException";
    refuse(ErrorKind::InvalidInput, operation, code, message)
}
