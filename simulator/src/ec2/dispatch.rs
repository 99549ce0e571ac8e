//! Which function answers which operation, and who is woken.

use paperboat_core::aws::ec2::DeleteSecurityGroupOutput;
use paperboat_core::aws::{Ec2Call, Empty, Reply, SsmCall};
use paperboat_core::error::CloudError;

use super::{
    address, due, group, image_list, instance, instance_type, key_pair, launch, launch_template,
    lifecycle, network_interface, options, parameter, place, resource_tag, rule, security_group,
    snapshot, status, subnet, tag, throttle, volume,
};
use crate::arena::Key;
use crate::wake::{Kind, Wake};
use crate::world::{CallId, Outcome, World};

/// Answers an operation of EC2.
///
/// # Errors
/// EC2's refusals in its own codes and words.
pub(crate) fn handle(w: &mut World, call: CallId, request: Ec2Call) -> Result<Outcome, CloudError> {
    throttle::admit(w, &request)?;
    answer(w, call, request).map(Outcome::from)
}

fn answer(w: &mut World, call: CallId, request: Ec2Call) -> Result<Reply, CloudError> {
    let cause = w.call_event(call);
    let empty = Empty::default;
    Ok(match request {
        Ec2Call::CreateKeyPair(r) => Reply::CreateKeyPair(key_pair::create(w, r)?),
        Ec2Call::ImportKeyPair(r) => Reply::ImportKeyPair(key_pair::import(w, r)?),
        Ec2Call::DeleteKeyPair(r) => Reply::DeleteKeyPair(key_pair::delete(w, &r.key_name)),
        Ec2Call::DescribeKeyPairs(r) => Reply::DescribeKeyPairs(key_pair::describe(w, &r)?),
        Ec2Call::DescribeVpcs(r) => Reply::DescribeVpcs(subnet::describe_vpcs(w, &r)?),
        Ec2Call::DescribeSubnets(r) => Reply::DescribeSubnets(subnet::describe(w, &r)?),
        Ec2Call::DescribeRegions(r) => Reply::DescribeRegions(place::describe_regions(&r)?),
        Ec2Call::DescribeAvailabilityZones(r) => {
            Reply::DescribeAvailabilityZones(place::describe_zones(&r)?)
        }
        Ec2Call::DescribeMachineImages(r) => {
            Reply::DescribeMachineImages(image_list::describe(w, &r)?)
        }
        Ec2Call::DescribeInstanceTypes(r) => {
            Reply::DescribeInstanceTypes(instance_type::describe(&r)?)
        }
        Ec2Call::CreateSecurityGroup(r) => {
            Reply::CreateSecurityGroup(security_group::create(w, r, cause)?)
        }
        Ec2Call::AuthorizeSecurityGroupIngress(r) => {
            Reply::AuthorizeSecurityGroupIngress(security_group::authorize(w, &r, cause)?)
        }
        Ec2Call::RevokeSecurityGroupIngress(r) => {
            Reply::RevokeSecurityGroupIngress(security_group::revoke(w, &r, cause)?)
        }
        Ec2Call::DeleteSecurityGroup(r) => {
            let key = group::named(w, &r.group_id, &r.group_name)?;
            let group_id = security_group::delete(w, key, cause)?;
            Reply::DeleteSecurityGroup(DeleteSecurityGroupOutput {
                r#return: true,
                group_id,
            })
        }
        Ec2Call::DescribeSecurityGroups(r) => {
            Reply::DescribeSecurityGroups(security_group::describe(w, &r)?)
        }
        Ec2Call::DescribeSecurityGroupRules(r) => {
            Reply::DescribeSecurityGroupRules(rule::describe(w, &r)?)
        }
        Ec2Call::DescribeNetworkInterfaces(r) => {
            Reply::DescribeNetworkInterfaces(network_interface::describe(w, &r)?)
        }
        Ec2Call::RunInstances(r) => Reply::RunInstances(launch::run(w, r, cause)?),
        Ec2Call::DescribeInstances(r) => Reply::DescribeInstances(instance::describe(w, &r)?),
        Ec2Call::DescribeInstanceStatus(r) => {
            Reply::DescribeInstanceStatus(status::describe(w, &r)?)
        }
        Ec2Call::ModifyInstanceAttribute(r) => {
            lifecycle::modify(w, &r, cause)?;
            Reply::ModifyInstanceAttribute(empty())
        }
        Ec2Call::ModifyInstanceMetadataOptions(r) => {
            Reply::ModifyInstanceMetadataOptions(options::modify(w, &r, cause)?)
        }
        Ec2Call::StartInstances(r) => {
            Reply::StartInstances(lifecycle::start(w, &r.instance_ids, cause)?)
        }
        Ec2Call::StopInstances(r) => {
            Reply::StopInstances(lifecycle::stop(w, &r.instance_ids, cause)?)
        }
        Ec2Call::RebootInstances(r) => {
            lifecycle::reboot(w, &r.instance_ids, cause)?;
            Reply::RebootInstances(empty())
        }
        Ec2Call::TerminateInstances(r) => {
            Reply::TerminateInstances(lifecycle::terminate(w, &r.instance_ids, cause)?)
        }
        Ec2Call::GetConsoleOutput(r) => Reply::GetConsoleOutput(status::console(w, &r)?),
        Ec2Call::AssociateIamInstanceProfile(r) => {
            Reply::AssociateIamInstanceProfile(launch::associate_profile(w, &r, cause)?)
        }
        Ec2Call::AllocateAddress(r) => Reply::AllocateAddress(address::allocate(w, r, cause)?),
        Ec2Call::AssociateAddress(r) => Reply::AssociateAddress(address::associate(w, &r, cause)?),
        Ec2Call::DisassociateAddress(r) => {
            address::disassociate(w, &r.association_id, cause)?;
            Reply::DisassociateAddress(empty())
        }
        Ec2Call::ReleaseAddress(r) => {
            address::release(w, &r.allocation_id, cause)?;
            Reply::ReleaseAddress(empty())
        }
        Ec2Call::DescribeAddresses(r) => Reply::DescribeAddresses(address::describe(w, &r)?),
        Ec2Call::DescribeVolumes(r) => Reply::DescribeVolumes(volume::describe(w, &r)?),
        Ec2Call::DeleteVolume(r) => {
            volume::delete(w, &r.volume_id, cause)?;
            Reply::DeleteVolume(empty())
        }
        Ec2Call::CreateSnapshot(r) => Reply::CreateSnapshot(snapshot::create(w, r, cause)?),
        Ec2Call::DescribeSnapshots(r) => Reply::DescribeSnapshots(snapshot::describe(w, &r)?),
        Ec2Call::DeleteSnapshot(r) => {
            snapshot::delete(w, &r.snapshot_id, cause)?;
            Reply::DeleteSnapshot(empty())
        }
        Ec2Call::CreateLaunchTemplate(r) => {
            Reply::CreateLaunchTemplate(launch_template::create(w, r)?)
        }
        Ec2Call::CreateLaunchTemplateVersion(r) => {
            Reply::CreateLaunchTemplateVersion(launch_template::create_version(w, r)?)
        }
        Ec2Call::DescribeLaunchTemplates(r) => {
            Reply::DescribeLaunchTemplates(launch_template::describe(w, &r)?)
        }
        Ec2Call::DescribeLaunchTemplateVersions(r) => {
            Reply::DescribeLaunchTemplateVersions(launch_template::describe_versions(w, &r)?)
        }
        Ec2Call::DeleteLaunchTemplate(r) => {
            Reply::DeleteLaunchTemplate(launch_template::delete(w, &r)?)
        }
        Ec2Call::CreateTags(r) => {
            tag::create(w, &r)?;
            Reply::CreateTags(empty())
        }
        Ec2Call::DescribeResourceTags(r) => {
            Reply::DescribeResourceTags(resource_tag::describe(w, &r)?)
        }
    })
}

/// Answers an operation of SSM.
///
/// # Errors
/// Its refusals in its own codes and words.
pub(crate) fn handle_ssm(request: &SsmCall) -> Result<Outcome, CloudError> {
    Ok(Outcome::Done(match request {
        SsmCall::GetParameter(r) => Reply::GetParameter(parameter::get(r)?),
        SsmCall::GetParameters(r) => Reply::GetParameters(parameter::get_some(r)?),
        SsmCall::GetParametersByPath(r) => Reply::GetParametersByPath(parameter::by_path(r)?),
    }))
}

/// Goes on with what was to happen now.
pub(crate) fn wake(w: &mut World, wake: Wake) {
    match wake.kind {
        Kind::InstanceState => lifecycle::wake(w, Key::from_slot(wake.slot), wake.generation),
        Kind::InstanceStatus => status::wake(w, Key::from_slot(wake.slot), wake.generation),
        _ => due::wake(w, wake.slot),
    }
}
