//! Everything that an account shows, to be compared before and after.

use std::collections::BTreeMap;

use paperboat_core::aws::ec2::InstanceStateName;
use paperboat_core::aws::{
    Ec2, Ecr, Ecs, Efs, Elb, Logs, Operation, ServiceDiscovery, ec2, ecr, ecs, efs, elbv2, logs,
    servicediscovery,
};
use paperboat_core::cloud::Cloud;
use paperboat_core::error::CloudError;
use serde_json::Value;

/// What each operation that lists something shows; an operation that the cloud does not have is left out.
pub type Account = BTreeMap<&'static str, Value>;

async fn ask<O: Operation>(
    account: &mut Account,
    cloud: &dyn Cloud,
    answer: impl Future<Output = Result<O::Output, CloudError>>,
    change: impl FnOnce(&mut O::Output),
) -> Result<(), CloudError> {
    if cloud.supports(O::NAME) {
        let mut output = answer.await?;
        change(&mut output);
        let shown = serde_json::to_value(output).unwrap_or_default();
        account.insert(O::NAME, shown);
    }
    Ok(())
}

/// Lists what there is. Instances that are terminated and clusters that are inactive are shown by AWS for a while, and
/// do not count. `cluster` is the one that is looked at.
///
/// # Errors
/// The first list that is refused.
pub async fn account(cloud: &dyn Cloud, cluster: &str) -> Result<Account, CloudError> {
    let mut a = Account::new();
    let c = cloud;
    ask::<ec2::DescribeKeyPairs>(&mut a, c, c.describe_key_pairs(<_>::default()), |_| ()).await?;
    ask::<ec2::DescribeSecurityGroups>(
        &mut a,
        c,
        c.describe_security_groups(<_>::default()),
        |_| (),
    )
    .await?;
    ask::<ec2::DescribeInstances>(&mut a, c, c.describe_instances(<_>::default()), |r| {
        for reservation in &mut r.reservations {
            reservation
                .instances
                .retain(|i| i.state.name != InstanceStateName::Terminated);
        }
        r.reservations.retain(|r| !r.instances.is_empty());
    })
    .await?;
    ask::<ec2::DescribeVolumes>(&mut a, c, c.describe_volumes(<_>::default()), |_| ()).await?;
    let ours = ec2::DescribeSnapshots {
        owner_ids: vec!["self".into()],
        ..Default::default()
    };
    ask::<ec2::DescribeSnapshots>(&mut a, c, c.describe_snapshots(ours), |_| ()).await?;
    ask::<ec2::DescribeAddresses>(&mut a, c, c.describe_addresses(<_>::default()), |_| ()).await?;
    let clusters = ecs::DescribeClusters {
        clusters: vec![cluster.to_owned()],
        ..Default::default()
    };
    ask::<ecs::DescribeClusters>(&mut a, c, c.describe_clusters(clusters), |r| {
        r.clusters.retain(|c| c.status != "INACTIVE");
        r.failures.clear();
    })
    .await?;
    ask::<elbv2::DescribeLoadBalancers>(
        &mut a,
        c,
        c.describe_load_balancers(<_>::default()),
        |_| (),
    )
    .await?;
    ask::<elbv2::DescribeTargetGroups>(&mut a, c, c.describe_target_groups(<_>::default()), |_| ())
        .await?;
    ask::<ecr::DescribeRepositories>(&mut a, c, c.describe_repositories(<_>::default()), |_| ())
        .await?;
    ask::<logs::DescribeLogGroups>(&mut a, c, c.describe_log_groups(<_>::default()), |_| ())
        .await?;
    ask::<efs::DescribeFileSystems>(&mut a, c, c.describe_file_systems(<_>::default()), |_| ())
        .await?;
    ask::<servicediscovery::ListNamespaces>(&mut a, c, c.list_namespaces(<_>::default()), |_| ())
        .await?;
    ask::<servicediscovery::ListDiscoveryServices>(
        &mut a,
        c,
        c.list_discovery_services(<_>::default()),
        |_| (),
    )
    .await?;
    Ok(a)
}

/// The operations that show something else than before.
#[must_use]
pub fn changed(before: &Account, after: &Account) -> Vec<&'static str> {
    let names = before.keys().chain(after.keys());
    let mut changed: Vec<_> = names
        .copied()
        .filter(|n| before.get(n) != after.get(n))
        .collect();
    changed.sort_unstable();
    changed.dedup();
    changed
}
