//! Which function answers which operation, and who is woken.

use paperboat_core::aws::{Empty, Reply, Request};
use paperboat_core::error::CloudError;

use super::{
    address, due, image, instance, instance_type, key_pair, launch, lifecycle, security_group,
    snapshot, status, subnet, tag, throttle, volume,
};
use crate::arena::Key;
use crate::refusal::answering;
use crate::wake::{Kind, Wake};
use crate::world::{CallId, Outcome, World};

/// Answers an operation of EC2 or SSM.
///
/// # Errors
/// EC2's refusals in its own codes and words.
pub(crate) fn handle(w: &mut World, call: CallId, request: Request) -> Result<Outcome, CloudError> {
    let name = request.name();
    throttle::admit(w, name)
        .and_then(|()| answer(w, call, request))
        .map(Outcome::from)
        .map_err(answering(name))
}

fn answer(w: &mut World, call: CallId, request: Request) -> Result<Reply, CloudError> {
    let cause = w.call_event(call);
    let empty = Empty::default;
    Ok(match request {
        Request::CreateKeyPair(r) => Reply::CreateKeyPair(key_pair::create(w, r)?),
        Request::DeleteKeyPair(r) => {
            key_pair::delete(w, &r.key_name);
            Reply::DeleteKeyPair(empty())
        }
        Request::DescribeKeyPairs(r) => Reply::DescribeKeyPairs(key_pair::describe(w, &r)?),
        Request::DescribeVpcs(r) => Reply::DescribeVpcs(subnet::describe_vpcs(w, &r)?),
        Request::DescribeSubnets(r) => Reply::DescribeSubnets(subnet::describe(w, &r)?),
        Request::DescribeInstanceTypes(r) => {
            Reply::DescribeInstanceTypes(instance_type::describe(&r)?)
        }
        Request::CreateSecurityGroup(r) => {
            Reply::CreateSecurityGroup(security_group::create(w, r, cause)?)
        }
        Request::AuthorizeSecurityGroupIngress(r) => {
            security_group::authorize(w, &r, cause)?;
            Reply::AuthorizeSecurityGroupIngress(empty())
        }
        Request::RevokeSecurityGroupIngress(r) => {
            security_group::revoke(w, &r, cause)?;
            Reply::RevokeSecurityGroupIngress(empty())
        }
        Request::DeleteSecurityGroup(r) => {
            security_group::delete(w, &r.group_id, cause)?;
            Reply::DeleteSecurityGroup(empty())
        }
        Request::DescribeSecurityGroups(r) => {
            Reply::DescribeSecurityGroups(security_group::describe(w, &r)?)
        }
        Request::RunInstances(r) => Reply::RunInstances(launch::run(w, r, cause)?),
        Request::DescribeInstances(r) => Reply::DescribeInstances(instance::describe(w, &r)?),
        Request::DescribeInstanceStatus(r) => {
            Reply::DescribeInstanceStatus(status::describe(w, &r)?)
        }
        Request::ModifyInstanceAttribute(r) => {
            lifecycle::modify(w, &r, cause)?;
            Reply::ModifyInstanceAttribute(empty())
        }
        Request::StartInstances(r) => {
            Reply::StartInstances(lifecycle::start(w, &r.instance_ids, cause)?)
        }
        Request::StopInstances(r) => {
            Reply::StopInstances(lifecycle::stop(w, &r.instance_ids, cause)?)
        }
        Request::RebootInstances(r) => {
            lifecycle::reboot(w, &r.instance_ids, cause)?;
            Reply::RebootInstances(empty())
        }
        Request::TerminateInstances(r) => {
            Reply::TerminateInstances(lifecycle::terminate(w, &r.instance_ids, cause)?)
        }
        Request::GetConsoleOutput(r) => Reply::GetConsoleOutput(status::console(w, &r)?),
        Request::AllocateAddress(r) => Reply::AllocateAddress(address::allocate(w, r, cause)?),
        Request::AssociateAddress(r) => Reply::AssociateAddress(address::associate(w, &r, cause)?),
        Request::DisassociateAddress(r) => {
            address::disassociate(w, &r.association_id, cause)?;
            Reply::DisassociateAddress(empty())
        }
        Request::ReleaseAddress(r) => {
            address::release(w, &r.allocation_id, cause)?;
            Reply::ReleaseAddress(empty())
        }
        Request::DescribeAddresses(r) => Reply::DescribeAddresses(address::describe(w, &r)?),
        Request::DescribeVolumes(r) => Reply::DescribeVolumes(volume::describe(w, &r)?),
        Request::DeleteVolume(r) => {
            volume::delete(w, &r.volume_id, cause)?;
            Reply::DeleteVolume(empty())
        }
        Request::CreateSnapshot(r) => Reply::CreateSnapshot(snapshot::create(w, r, cause)?),
        Request::DescribeSnapshots(r) => Reply::DescribeSnapshots(snapshot::describe(w, &r)?),
        Request::DeleteSnapshot(r) => {
            snapshot::delete(w, &r.snapshot_id, cause)?;
            Reply::DeleteSnapshot(empty())
        }
        Request::CreateTags(r) => {
            tag::create(w, &r)?;
            Reply::CreateTags(empty())
        }
        Request::GetParameter(r) => Reply::GetParameter(image::parameter(&r)?),
        other => return Err(CloudError::unsupported(other.name(), "not modelled")),
    })
}

/// Goes on with what was to happen now.
pub(crate) fn wake(w: &mut World, wake: Wake) {
    match wake.kind {
        Kind::InstanceState => lifecycle::wake(w, Key::from_slot(wake.slot), wake.generation),
        Kind::InstanceStatus => status::wake(w, Key::from_slot(wake.slot), wake.generation),
        _ => due::wake(w, wake.slot),
    }
}
