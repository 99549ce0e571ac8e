//! Where a launch lies in the network: said of the instance, or of its first interface.

use std::borrow::Cow;

use paperboat_core::aws::ec2::RunInstances;
use paperboat_core::error::CloudError;

use crate::refusal::invalid;

/// A launch whose subnet and security groups are said of the instance, however they were said.
///
/// # Errors
/// `InvalidParameterCombination` when both are said, or groups by name beside a subnet (the words are those that aws/aws-cli
/// issue 2453 quotes); what is not modelled of interfaces and groups, by name.
pub(super) fn placed(r: &RunInstances) -> Result<Cow<'_, RunInstances>, CloudError> {
    if !r.security_groups.is_empty() && !r.subnet_id.is_empty() {
        let message = "The parameter groupName cannot be used with the parameter subnet";
        return Err(invalid("InvalidParameterCombination", message));
    }
    if !r.security_groups.is_empty() && !r.security_group_ids.is_empty() {
        return Err(unsupported(
            "groups by their names beside groups by their ids",
        ));
    }
    let one = match r.network_interfaces.as_slice() {
        [] => return Ok(Cow::Borrowed(r)),
        [one] if one.device_index == 0 => one,
        _ => return Err(unsupported("interfaces beside the first one")),
    };
    let twice = |what: &str| {
        let message = format!(
            "Network interfaces and an instance-level {what} may not be specified on the same request"
        );
        invalid("InvalidParameterCombination", message)
    };
    if !r.security_group_ids.is_empty() || !r.security_groups.is_empty() {
        return Err(twice("security groups"));
    }
    if !r.subnet_id.is_empty() {
        return Err(twice("subnet ID"));
    }
    // All subnets here are the default VPC's, which give their instances public addresses.
    if one.associate_public_ip_address == Some(false) {
        return Err(unsupported("an instance without a public address"));
    }
    if one.delete_on_termination == Some(false) {
        return Err(unsupported("an interface that outlives its instance"));
    }
    Ok(Cow::Owned(RunInstances {
        subnet_id: one.subnet_id.clone(),
        security_group_ids: one.groups.clone(),
        network_interfaces: Vec::new(),
        ..r.clone()
    }))
}

fn unsupported(what: &str) -> CloudError {
    CloudError::unsupported("ec2:RunInstances", what)
}

#[cfg(test)]
mod tests {
    use paperboat_core::aws::ec2::InstanceNetworkInterfaceSpecification as Interface;

    use super::*;

    fn launch(interfaces: Vec<Interface>) -> RunInstances {
        RunInstances {
            network_interfaces: interfaces,
            ..Default::default()
        }
    }

    fn first() -> Interface {
        Interface {
            subnet_id: "subnet-1".into(),
            groups: vec!["sg-1".into()],
            ..Default::default()
        }
    }

    #[test]
    fn the_first_interface_says_where_an_instance_lies() {
        let launch = launch(vec![first()]);
        let placed = placed(&launch).expect("modelled");
        assert_eq!(placed.subnet_id, "subnet-1");
        assert_eq!(placed.security_group_ids, ["sg-1"]);
        assert_eq!(placed.network_interfaces, []);
    }

    #[test]
    fn what_is_said_twice_or_not_modelled_is_refused() {
        let refused = |r: &RunInstances| placed(r).expect_err("refused").code;
        let twice = RunInstances {
            security_group_ids: vec!["sg-1".into()],
            ..launch(vec![first()])
        };
        assert_eq!(refused(&twice), "InvalidParameterCombination");
        let twice = RunInstances {
            subnet_id: "subnet-1".into(),
            ..launch(vec![first()])
        };
        assert_eq!(refused(&twice), "InvalidParameterCombination");
        let named = |subnet: &str, id: &str| RunInstances {
            security_groups: vec!["web".into()],
            security_group_ids: vec![id.to_owned()],
            subnet_id: subnet.to_owned(),
            ..Default::default()
        };
        assert_eq!(
            refused(&named("subnet-1", "sg-1")),
            "InvalidParameterCombination"
        );
        assert_eq!(refused(&named("", "sg-1")), "NotModelled");
        for odd in [
            vec![first(), first()],
            vec![Interface {
                device_index: 1,
                ..first()
            }],
            vec![Interface {
                associate_public_ip_address: Some(false),
                ..first()
            }],
            vec![Interface {
                delete_on_termination: Some(false),
                ..first()
            }],
        ] {
            assert_eq!(refused(&launch(odd)), "NotModelled");
        }
    }
}
