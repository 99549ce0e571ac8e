//! Looking through an account.

use super::{Leftover, access, autoscaling, ec2, ecs, efs, elb};
use crate::cloud::Cloud;
use crate::error::CloudError;

/// What a look through an account and region found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// What is there, in an order in which it can be removed.
    pub leftovers: Vec<Leftover>,
    /// The looks that were refused: what they would have shown is not known.
    pub unseen: Vec<CloudError>,
}

impl Found {
    fn add(&mut self, looked: Result<Vec<Leftover>, CloudError>) {
        match looked {
            Ok(found) => self.leftovers.extend(found),
            Err(error) => self.unseen.push(error),
        }
    }
}

/// Finds what deployments left, or what one deployment left. Changes nothing.
///
/// A look that is refused does not end the others; it is in [`Found::unseen`].
pub async fn find(cloud: &dyn Cloud, deployment: Option<&str>) -> Found {
    let mut found = Found::default();
    found.add(ecs::clusters(cloud).await);
    found.add(ecs::providers(cloud).await);
    found.add(autoscaling::groups(cloud).await);
    found.add(autoscaling::templates(cloud).await);
    found.add(elb::balancers(cloud).await);
    found.add(elb::target_groups(cloud).await);
    found.add(ecs::definitions(cloud).await);
    found.add(ec2::instances(cloud).await);
    found.add(ec2::addresses(cloud).await);
    found.add(ec2::volumes(cloud).await);
    found.add(ec2::snapshots(cloud).await);
    found.add(efs::file_systems(cloud).await);
    found.add(access::secrets(cloud).await);
    found.add(access::log_groups(cloud).await);
    found.add(access::namespaces(cloud).await);
    found.add(access::roles(cloud).await);
    found.add(ec2::key_pairs(cloud).await);
    found.add(ec2::security_groups(cloud).await);
    let wanted = |l: &Leftover| deployment.is_none_or(|name| l.deployment == name);
    found.leftovers.retain(wanted);
    found.leftovers.sort_by_key(|l| l.kind);
    found
}
