//! What a machine is made of.

/// What a machine is made of.
#[derive(Clone, Debug)]
pub struct Hardware {
    /// Its instance's id: the resource name in events.
    pub instance_id: String,
    /// The distribution that its image holds: `al2023`, `al2023-ecs` or `ubuntu`.
    pub distribution: String,
    /// `x86_64` or `arm64`.
    pub architecture: String,
    /// Processors.
    pub vcpus: u32,
    /// Memory in MiB.
    pub memory_mib: u64,
    /// The root disk in GiB.
    pub disk_gib: u32,
    /// The public key that may log in, by its key pair's name; empty for none.
    pub key_name: String,
    /// That key as a line of `authorized_keys` without a comment; empty for none.
    pub public_key: String,
    /// The script that runs at the first boot.
    pub user_data: String,
}

impl Hardware {
    /// Tells whether the distribution is Ubuntu; else it is Amazon Linux 2023.
    #[must_use]
    pub fn is_ubuntu(&self) -> bool {
        self.distribution.starts_with("ubuntu")
    }

    /// Tells whether the image brings a Docker engine and ECS's agent.
    #[must_use]
    pub fn has_agent(&self) -> bool {
        self.distribution == super::agent::WITH_AGENT
    }

    /// Tells whether it is the person's own computer, and no instance.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.distribution == super::computer::DISTRIBUTION
    }

    /// The account that the image opens to the key pair.
    #[must_use]
    pub fn login_user(&self) -> &'static str {
        if self.is_own() {
            super::computer::USER
        } else if self.is_ubuntu() {
            "ubuntu"
        } else {
            "ec2-user"
        }
    }

    /// The architecture as the kernel calls it.
    #[must_use]
    pub fn kernel_architecture(&self) -> &'static str {
        if self.architecture == "arm64" {
            "aarch64"
        } else {
            "x86_64"
        }
    }
}
