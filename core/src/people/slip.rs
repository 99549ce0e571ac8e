//! What people do wrong without noticing.

use super::change::{self, Made};
use crate::aws::Request;
use crate::aws::host::Login;
use crate::recipe::keyed;

keyed! {
    /// Something done wrong without noticing. How often which of them happens was never published, so all that can happen to a
    /// command are equally probable.
    Slip {
        /// A container's port is not published: `-p` is forgotten, or the port mapping of a task definition.
        PortNotPublished: "port-not-published";
        /// A port that everybody should reach is left out of a security group.
        PortClosed: "port-closed";
        /// A port that few should reach is opened to every address.
        OpenToWorld: "open-to-world";
        /// A container has no restart policy: `--restart` is forgotten.
        RestartForgotten: "restart-forgotten";
        /// Docker is started and not enabled: it does not come back after a reboot.
        DaemonNotEnabled: "daemon-not-enabled";
        /// An image's tag is mistyped.
        TagMistyped: "tag-mistyped";
        /// A file with variables is not copied to the machine.
        EnvFileNotCopied: "env-file-not-copied";
        /// A command is given to another machine than the one that was meant.
        WrongHost: "wrong-host";
        /// Health checks are left at `/`, the default, where the application does not answer.
        WrongHealthPath: "wrong-health-path";
        /// The next smaller instance type or task size is chosen.
        TooLittleMemory: "too-little-memory";
        /// A role is not given what it needs: a policy is not attached, or an instance has no profile.
        RoleMissing: "role-missing";
        /// The instances of a cluster are told the name of another one, which there is not.
        WrongCluster: "wrong-cluster";
        /// The shell refuses it, or it is seen at once: the command is typed again.
        Retyped: "retyped";
    }
}

impl Slip {
    /// What becomes of a request by it; none where it cannot happen. `others` are machines that the person knows.
    #[must_use]
    pub fn made(self, request: &Request, others: &[Login]) -> Option<Made> {
        match self {
            Self::PortNotPublished => change::port_not_published(request),
            Self::PortClosed => change::port_closed(request),
            Self::OpenToWorld => change::open_to_world(request),
            Self::RestartForgotten => change::restart_forgotten(request),
            Self::DaemonNotEnabled => change::daemon_not_enabled(request),
            Self::TagMistyped => change::tag_mistyped(request),
            Self::EnvFileNotCopied => change::env_file_not_copied(request),
            Self::WrongHost => change::wrong_host(request, others),
            Self::WrongHealthPath => change::wrong_health_path(request),
            Self::TooLittleMemory => change::too_little_memory(request),
            Self::RoleMissing => change::role_missing(request),
            Self::WrongCluster => change::wrong_cluster(request),
            Self::Retyped => None,
        }
    }

    /// All that can happen to a request.
    #[must_use]
    pub fn possible(request: &Request, others: &[Login]) -> Vec<Self> {
        let possible = |slip: &&Self| slip.made(request, others).is_some();
        Self::ALL.iter().filter(possible).copied().collect()
    }
}
