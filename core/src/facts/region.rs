//! Regions of AWS.

/// The regions that every account has without asking for them: those that there were on 20 March 2019, besides China's and the
/// government's (AWS Account Management reference guide, "Enable or disable AWS Regions in your account").
const ENABLED: [&str; 17] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// Tells whether an account has a region without asking for it.
#[must_use]
pub fn is_enabled_by_default(region: &str) -> bool {
    ENABLED.contains(&region)
}

#[cfg(test)]
mod tests {
    use super::ENABLED;
    use crate::facts::ECR_REGIONS;

    #[test]
    fn what_every_account_has_is_a_region() {
        let strange: Vec<_> = ENABLED
            .iter()
            .filter(|r| !ECR_REGIONS.contains(r))
            .collect();
        assert!(strange.is_empty(), "{strange:?}");
    }
}
