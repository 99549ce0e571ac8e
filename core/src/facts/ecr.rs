//! Private registries of Amazon ECR, by their addresses.

/// The regions of the partition `aws` that have ECR (botocore 1.43.11, `endpoints.json`).
pub const REGIONS: [&str; 34] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// The private registry of an account in a region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EcrRegistry {
    /// Twelve digits.
    pub account: String,
    /// Such as `us-east-1`; whether it exists is not looked at.
    pub region: String,
}

/// Tells whether a text has the form of an account's id: twelve digits.
#[must_use]
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

impl EcrRegistry {
    /// Reads a registry's address, `ACCOUNT.dkr.ecr.REGION.amazonaws.com`; none for any other. The addresses of other
    /// partitions, of FIPS and of both IP versions are not known here.
    #[must_use]
    pub fn at(host: &str) -> Option<Self> {
        let (account, rest) = host.split_once(".dkr.ecr.")?;
        let region = rest.strip_suffix(".amazonaws.com")?;
        (is_account(account) && !region.is_empty()).then(|| Self {
            account: account.to_owned(),
            region: region.to_owned(),
        })
    }

    /// The registry and the repository of an image's name; none when another registry has it.
    #[must_use]
    pub fn of(image: &str) -> Option<(Self, &str)> {
        let (host, path) = image.split_once('/')?;
        let path = path.split('@').next().unwrap_or(path);
        let repository = path.split(':').next().unwrap_or(path);
        Some((Self::at(host)?, repository))
    }

    /// Its address.
    #[must_use]
    pub fn host(&self) -> String {
        format!("{}.dkr.ecr.{}.amazonaws.com", self.account, self.region)
    }

    /// The ARN of a repository in it.
    #[must_use]
    pub fn repository_arn(&self, repository: &str) -> String {
        let (account, region) = (&self.account, &self.region);
        format!("arn:aws:ecr:{region}:{account}:repository/{repository}")
    }
}

#[cfg(test)]
mod tests {
    use super::EcrRegistry;

    #[test]
    fn a_private_registry_has_an_account_and_a_region() {
        let image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/shop:1@sha256:00";
        let (registry, repository) = EcrRegistry::of(image).expect("a registry of ECR");
        assert_eq!(repository, "team/shop");
        assert!(image.starts_with(&registry.host()));
        assert_eq!(
            registry.repository_arn(repository),
            "arn:aws:ecr:eu-west-1:111122223333:repository/team/shop"
        );
        for other in [
            "nginx",
            "public.ecr.aws/nginx/nginx",
            "1234.dkr.ecr.eu-west-1.amazonaws.com/web",
            "111122223333.dkr.ecr.eu-west-1.amazonaws.org/web",
        ] {
            assert_eq!(EcrRegistry::of(other), None, "{other}");
        }
    }
}
