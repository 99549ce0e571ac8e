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

/// The most clusters, tasks, families or revisions of one page, and of services (`maxResults` in the ECS API reference of each
/// list, its default).
pub(super) const PAGE: usize = 100;
pub(super) const PAGE_OF_SERVICES: usize = 10;

/// The most items that one can ask for at once (`maxResults` in the ECS API reference of each list).
const MOST: u32 = 100;

/// A page of a list: of `size` items where nobody says how many.
///
/// # Errors
/// `InvalidParameterException` for a token that no page gave, and for a number that AWS does not take.
pub(super) fn page<T>(
    operation: &str,
    all: Vec<T>,
    token: Option<&str>,
    wanted: Option<u32>,
    size: usize,
) -> Result<(Vec<T>, Option<String>), CloudError> {
    if wanted.is_some_and(|n| !(1..=MOST).contains(&n)) {
        let message = format!("maxResults must be between 1 and {MOST}.");
        return Err(invalid(operation, message));
    }
    let size = wanted.map_or(size, |n| n as usize);
    crate::page::page(all, token, size).ok_or_else(|| invalid(operation, "Invalid token."))
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
