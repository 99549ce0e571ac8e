//! What Express Mode does with a key: what its one request can say of a container, and nothing else.

use super::subject::Subject;
use super::verdict::{Outcome, Verdict};
use super::{Because, fargate};

/// The verdict of Express Mode. What changes what runs is refused before; what is only set beside it is dropped, because its request
/// has no member for it (ECS API reference, ExpressGatewayContainer).
pub(super) fn verdict(subject: &Subject<'_>) -> Verdict {
    let lacks = || Verdict::dropped(Because::ExpressLacks).arg("key", subject.last());
    if subject.says_nothing() {
        return fargate::verdict(subject);
    }
    match subject.kind.as_str() {
        "services.read_only"
        | "services.init"
        | "services.labels"
        | "services.label_file"
        | "services.stop_grace_period"
        | "services.networks"
        | "services.networks.aliases"
        | "services.container_name"
        | "services.hostname" => lacks(),
        // What is not called at all is not called here either.
        "services.ports" if fargate::verdict(subject).outcome != Outcome::Dropped => {
            Verdict::changed(Because::ExpressHttps)
        }
        kind if kind.starts_with("services.ulimits") => lacks(),
        kind if kind.starts_with("services.healthcheck") => lacks(),
        _ => fargate::verdict(subject),
    }
}
