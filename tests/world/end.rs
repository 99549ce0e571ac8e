//! Removes everything that an account holds, whatever it is.

use std::time::Duration;

use paperboat_core::aws::{ec2, ecs, elbv2, logs};

use crate::driver::Driver;
use crate::store;

/// Long enough for what was removed to be gone: connections drain, tasks stop, machines shut down.
const HOUR: Duration = Duration::from_secs(3_600);

/// Removes everything, from the users' side to the ground. What others still use comes in a later round.
pub(crate) fn remove_everything(driver: &mut Driver) {
    driver.pass(HOUR);
    for _ in 0..3 {
        containers(driver);
        driver.pass(HOUR);
        doors(driver);
        machines(driver);
        driver.pass(HOUR);
        ground(driver);
        store::remove_all(driver);
        driver.pass(HOUR);
    }
}

// What a round cannot remove yet is refused; the next round asks again, and the bill tells of what stays.
fn containers(driver: &mut Driver) {
    for cluster in ["cluster-0", "cluster-1"] {
        for n in 0..4 {
            let _ = driver.ask(ecs::DeleteService {
                cluster: cluster.into(),
                service: format!("service-{n}"),
                force: true,
            });
        }
        let list = ecs::ListTasks {
            cluster: cluster.into(),
            desired_status: "RUNNING".into(),
            ..Default::default()
        };
        for task in driver.ask(list).map(|r| r.task_arns).unwrap_or_default() {
            let _ = driver.ask(ecs::StopTask {
                cluster: cluster.into(),
                task,
                ..Default::default()
            });
        }
    }
}

fn doors(driver: &mut Driver) {
    let balancers = driver.ask(elbv2::DescribeLoadBalancers::default());
    for balancer in balancers.map(|r| r.load_balancers).unwrap_or_default() {
        let _ = driver.ask(elbv2::DeleteLoadBalancer {
            load_balancer_arn: balancer.load_balancer_arn,
        });
    }
    let groups = driver.ask(elbv2::DescribeTargetGroups::default());
    for group in groups.map(|r| r.target_groups).unwrap_or_default() {
        let _ = driver.ask(elbv2::DeleteTargetGroup {
            target_group_arn: group.target_group_arn,
        });
    }
}

fn machines(driver: &mut Driver) {
    let instances = driver.ask(ec2::DescribeInstances::default());
    let reservations = instances.map(|r| r.reservations).unwrap_or_default();
    for instance in reservations.into_iter().flat_map(|r| r.instances) {
        let _ = driver.ask(ec2::TerminateInstances {
            instance_ids: vec![instance.instance_id],
        });
    }
}

fn ground(driver: &mut Driver) {
    let addresses = driver.ask(ec2::DescribeAddresses::default());
    for address in addresses.map(|r| r.addresses).unwrap_or_default() {
        let _ = driver.ask(ec2::ReleaseAddress {
            allocation_id: address.allocation_id,
        });
    }
    let volumes = driver.ask(ec2::DescribeVolumes::default());
    for volume in volumes.map(|r| r.volumes).unwrap_or_default() {
        let _ = driver.ask(ec2::DeleteVolume {
            volume_id: volume.volume_id,
        });
    }
    let snapshots = driver.ask(ec2::DescribeSnapshots::default());
    for snapshot in snapshots.map(|r| r.snapshots).unwrap_or_default() {
        let _ = driver.ask(ec2::DeleteSnapshot {
            snapshot_id: snapshot.snapshot_id,
        });
    }
    let log_groups = driver.ask(logs::DescribeLogGroups::default());
    for group in log_groups.map(|r| r.log_groups).unwrap_or_default() {
        let _ = driver.ask(logs::DeleteLogGroup {
            log_group_name: group.log_group_name,
        });
    }
}
