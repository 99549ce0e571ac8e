//! AWS's error codes and what sort of refusal each is.
//!
//! Sources: the "Common errors" pages and each operation's "Errors" in the services' API references, and EC2's list
//! of error codes. What no rule knows is the request's fault when the status is below 500.

use paperboat_core::error::ErrorKind;

/// Codes that no ending gives away, or whose ending would mislead.
const EXACT: [(&str, ErrorKind); 57] = [
    // a wrong, missing, old or powerless identity
    ("AccessDenied", ErrorKind::Denied),
    ("AccessDeniedException", ErrorKind::Denied),
    ("AuthFailure", ErrorKind::Denied),
    ("Blocked", ErrorKind::Denied),
    ("ExpiredToken", ErrorKind::Denied),
    ("ExpiredTokenException", ErrorKind::Denied),
    ("IncompleteSignature", ErrorKind::Denied),
    ("InvalidAccessKeyId", ErrorKind::Denied),
    ("InvalidClientTokenId", ErrorKind::Denied),
    ("InvalidSignatureException", ErrorKind::Denied),
    ("MissingAuthenticationToken", ErrorKind::Denied),
    ("MissingAuthenticationTokenException", ErrorKind::Denied),
    ("NotAuthorized", ErrorKind::Denied),
    ("OperationNotPermitted", ErrorKind::Denied),
    ("OptInRequired", ErrorKind::Denied),
    ("PendingVerification", ErrorKind::Denied),
    ("RequestExpired", ErrorKind::Denied),
    ("RequestTimeTooSkewed", ErrorKind::Denied),
    ("SignatureDoesNotMatch", ErrorKind::Denied),
    ("UnauthorizedException", ErrorKind::Denied),
    ("UnauthorizedOperation", ErrorKind::Denied),
    ("UnrecognizedClientException", ErrorKind::Denied),
    // too fast
    ("PriorRequestNotComplete", ErrorKind::Throttled),
    ("RequestLimitExceeded", ErrorKind::Throttled),
    ("RequestThrottled", ErrorKind::Throttled),
    ("SlowDown", ErrorKind::Throttled),
    ("ThrottledException", ErrorKind::Throttled),
    ("Throttling", ErrorKind::Throttled),
    ("ThrottlingException", ErrorKind::Throttled),
    ("TooManyRequestsException", ErrorKind::Throttled),
    // not there
    ("InvalidAMIID.Unavailable", ErrorKind::NotFound),
    ("NoSuchEntity", ErrorKind::NotFound),
    // there already
    ("DuplicateRequest", ErrorKind::AlreadyExists),
    ("MountTargetConflict", ErrorKind::AlreadyExists),
    ("ResourceExistsException", ErrorKind::AlreadyExists),
    // held by something else, or in a state that forbids it
    (
        "ClusterContainsContainerInstancesException",
        ErrorKind::InUse,
    ),
    ("ClusterContainsServicesException", ErrorKind::InUse),
    ("ClusterContainsTasksException", ErrorKind::InUse),
    ("ConcurrentModification", ErrorKind::InUse),
    ("DeleteConflict", ErrorKind::InUse),
    ("DependencyViolation", ErrorKind::InUse),
    ("IncorrectFileSystemLifeCycleState", ErrorKind::InUse),
    ("IncorrectInstanceState", ErrorKind::InUse),
    ("IncorrectMountTargetState", ErrorKind::InUse),
    ("IncorrectState", ErrorKind::InUse),
    ("OperationAbortedException", ErrorKind::InUse),
    ("RepositoryNotEmptyException", ErrorKind::InUse),
    ("Resource.AlreadyAssociated", ErrorKind::InUse),
    ("ResourceInUseException", ErrorKind::InUse),
    ("ServiceNotActiveException", ErrorKind::InUse),
    ("UpdateInProgressException", ErrorKind::InUse),
    // used up
    ("NoFreeAddressesInSubnet", ErrorKind::LimitExceeded),
    ("TargetGroupAssociationLimit", ErrorKind::LimitExceeded),
    // the service is not well
    ("RequestTimeout", ErrorKind::Unavailable),
    ("RequestTimeoutException", ErrorKind::Unavailable),
    ("ServiceUnavailable", ErrorKind::Unavailable),
    ("Unavailable", ErrorKind::Unavailable),
];

/// How a code is looked at, for which word, and what it then means.
type Rule = (fn(&str, &str) -> bool, &'static str, ErrorKind);

/// Endings and beginnings by which AWS's codes give themselves away, tried in this order.
const RULES: [Rule; 14] = [
    (ends, "NotFound", ErrorKind::NotFound),
    (ends, "NotFoundException", ErrorKind::NotFound),
    (ends, "NotFoundFault", ErrorKind::NotFound),
    (ends, ".Duplicate", ErrorKind::AlreadyExists),
    (ends, "AlreadyExists", ErrorKind::AlreadyExists),
    (ends, "AlreadyExistsException", ErrorKind::AlreadyExists),
    (begins, "Duplicate", ErrorKind::AlreadyExists),
    (ends, "InUse", ErrorKind::InUse),
    (ends, "LimitExceeded", ErrorKind::LimitExceeded),
    (ends, "LimitExceededException", ErrorKind::LimitExceeded),
    (begins, "Insufficient", ErrorKind::LimitExceeded),
    (begins, "TooMany", ErrorKind::LimitExceeded),
    (begins, "ServiceUnavailable", ErrorKind::Unavailable),
    (begins, "Internal", ErrorKind::Internal),
];

fn ends(code: &str, word: &str) -> bool {
    code.ends_with(word)
}

fn begins(code: &str, word: &str) -> bool {
    code.starts_with(word)
}

/// What ECS says, under a code that means anything, of a task definition that is not there.
const NO_DEFINITION: &str = "Unable to describe task definition";

/// Tells the sort of refusal from the code, and from the status when the code is not known.
pub(super) fn kind(code: &str, status: u16, said: &str) -> ErrorKind {
    if code == "ClientException" && said.starts_with(NO_DEFINITION) {
        return ErrorKind::NotFound;
    }
    // EC2's old interface, and some emulators, put the side at fault before the code
    let code = code.strip_prefix("Client.").unwrap_or(code);
    let code = code.strip_prefix("Server.").unwrap_or(code);
    let exact = EXACT.iter().find(|(c, _)| *c == code).map(|(_, k)| *k);
    let rule = || {
        let rule = RULES.iter().find(|(fits, word, _)| fits(code, word));
        rule.map(|(_, _, kind)| *kind)
    };
    exact.or_else(rule).unwrap_or(match status {
        429 => ErrorKind::Throttled,
        502..=504 => ErrorKind::Unavailable,
        500.. => ErrorKind::Internal,
        401 | 403 => ErrorKind::Denied,
        _ => ErrorKind::InvalidInput,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_every_family_have_their_sort() {
        let cases = [
            ("InvalidInstanceID.NotFound", 400, ErrorKind::NotFound),
            ("InvalidInstanceID.Malformed", 400, ErrorKind::InvalidInput),
            ("InvalidPermission.Duplicate", 400, ErrorKind::AlreadyExists),
            ("InvalidIPAddress.InUse", 400, ErrorKind::InUse),
            ("VcpuLimitExceeded", 400, ErrorKind::LimitExceeded),
            ("RequestLimitExceeded", 503, ErrorKind::Throttled),
            (
                "InsufficientInstanceCapacity",
                500,
                ErrorKind::LimitExceeded,
            ),
            ("ClusterNotFoundException", 400, ErrorKind::NotFound),
            ("TargetGroupNotFound", 400, ErrorKind::NotFound),
            ("DuplicateLoadBalancerName", 400, ErrorKind::AlreadyExists),
            ("TooManyLoadBalancers", 400, ErrorKind::LimitExceeded),
            ("NoSuchEntity", 404, ErrorKind::NotFound),
            ("EntityAlreadyExists", 409, ErrorKind::AlreadyExists),
            ("FileSystemNotFound", 404, ErrorKind::NotFound),
            ("NamespaceNotFound", 400, ErrorKind::NotFound),
            (
                "ResourceAlreadyExistsException",
                400,
                ErrorKind::AlreadyExists,
            ),
            ("ClientException", 400, ErrorKind::InvalidInput),
            ("ServerException", 500, ErrorKind::Internal),
            ("ServiceUnavailableException", 503, ErrorKind::Unavailable),
            ("InternalFailure", 500, ErrorKind::Internal),
            ("Client.UnauthorizedOperation", 403, ErrorKind::Denied),
        ];
        for (code, status, wanted) in cases {
            assert_eq!(kind(code, status, "no"), wanted, "{code}");
        }
        let said = "Unable to describe task definition.";
        assert_eq!(kind("ClientException", 400, said), ErrorKind::NotFound);
    }

    #[test]
    fn no_code_stands_twice() {
        let mut codes: Vec<_> = EXACT.iter().map(|(c, _)| *c).collect();
        codes.sort_unstable();
        let all = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }
}
