//! Service quotas that an application meets by its size alone.

/// A quota of an account in a region. What it is there, only the account knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quota {
    /// vCPUs of all tasks on Fargate that are not stopped, without Spot.
    FargateVcpu,
    /// vCPUs of all running instances of the standard families, without Spot.
    Ec2StandardVcpu,
}

impl Quota {
    /// Its name in Service Quotas.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FargateVcpu => "Fargate On-Demand vCPU resource count",
            Self::Ec2StandardVcpu => {
                "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances"
            }
        }
    }

    /// The codes by which Service Quotas knows the service and the quota (list of the default quotas, 2026-11).
    #[must_use]
    pub fn codes(self) -> (&'static str, &'static str) {
        match self {
            Self::FargateVcpu => ("fargate", "L-3032A538"),
            Self::Ec2StandardVcpu => ("ec2", "L-1216C47A"),
        }
    }

    /// The row of the model that holds what it is in a simulated account.
    #[must_use]
    pub fn row(self) -> &'static str {
        match self {
            Self::FargateVcpu => "fargate.vcpu_quota",
            Self::Ec2StandardVcpu => "ec2.vcpu_quota",
        }
    }
}
