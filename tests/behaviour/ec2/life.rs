//! The life of an instance, which AWS shows late.

use paperboat_core::aws::Ec2;
use paperboat_core::aws::ec2::InstanceStateName::{
    Pending, Running, ShuttingDown, Stopped, Stopping, Terminated,
};
use paperboat_core::aws::ec2::*;

use super::{by_id, ids, launch, one, seen, wait};
use crate::bench::{Bench, is};
use crate::case::{Checked, cases};

cases! { "ec2/life":
    it_is_pending_and_then_runs [RunInstances, DescribeInstances]
    a_running_one_has_addresses [RunInstances, DescribeInstances]
    its_checks_take_their_time [RunInstances, DescribeInstanceStatus]
    it_stops_and_starts_with_another_address [RunInstances, DescribeInstances, StopInstances, StartInstances]
    it_is_shut_down_and_then_terminated [RunInstances, DescribeInstances, TerminateInstances]
    terminating_twice_is_no_error [RunInstances, DescribeInstances, TerminateInstances]
    a_terminated_one_does_not_start [RunInstances, DescribeInstances, TerminateInstances, StartInstances]
    its_type_changes_only_while_it_is_stopped [RunInstances, DescribeInstances, StopInstances, ModifyInstanceAttribute]
    a_reboot_keeps_it_running [RunInstances, DescribeInstances, RebootInstances]
    its_console_says_that_it_booted [RunInstances, DescribeInstances, GetConsoleOutput]
    what_is_unknown_is_refused [DescribeInstances, StartInstances, StopInstances, RebootInstances, TerminateInstances, GetConsoleOutput]
    filters_find_it [RunInstances, DescribeInstances, CreateTags]
}

async fn it_is_pending_and_then_runs(b: &Bench<'_>) -> Checked {
    let id = launch(b, one(b).await?).await?.instance_id;
    let first = seen(b, &id).await?.state.name;
    b.same(
        "State.Name right after the launch",
        first.word(),
        Pending.word(),
    );
    let running = wait(b, &id, Running).await?;
    b.same("State.Code of a running instance", running.state.code, 16);
    Ok(())
}

async fn a_running_one_has_addresses(b: &Bench<'_>) -> Checked {
    let id = launch(b, one(b).await?).await?.instance_id;
    let i = wait(b, &id, Running).await?;
    b.check(
        "PublicIpAddress is there",
        i.public_ip_address.is_some(),
        "none",
    );
    b.begins("PublicDnsName", &i.public_dns_name, "ec2-");
    b.check(
        "PrivateIpAddress is there",
        i.private_ip_address.is_some(),
        "none",
    );
    let volumes = i.block_device_mappings.len();
    b.same("how many devices are shown", volumes, 1);
    Ok(())
}

async fn its_checks_take_their_time(b: &Bench<'_>) -> Checked {
    let id = launch(b, one(b).await?).await?.instance_id;
    wait(b, &id, Running).await?;
    let status = DescribeInstanceStatus {
        instance_ids: ids(&id),
        ..Default::default()
    };
    let first = b.cloud.describe_instance_status(status.clone()).await?;
    let first = first
        .instance_statuses
        .first()
        .map(|s| s.instance_status.status.word());
    b.same(
        "InstanceStatus at first",
        first.unwrap_or("absent"),
        "initializing",
    );
    let both = |r: &DescribeInstanceStatusOutput| {
        let s = r.instance_statuses.first().ok_or("nothing")?;
        is(s.instance_status.status, "ok").and(is(s.system_status.status, "ok"))
    };
    b.until("both status checks are ok", status, both).await?;
    Ok(())
}

async fn it_stops_and_starts_with_another_address(b: &Bench<'_>) -> Checked {
    let id = launch(b, one(b).await?).await?.instance_id;
    let before = wait(b, &id, Running).await?;
    let stop = StopInstances {
        instance_ids: ids(&id),
    };
    let reply = b.cloud.stop_instances(stop).await?.changes;
    let change = reply
        .first()
        .map(|c| format!("{} {}", c.previous_state.name, c.current_state.name));
    b.same(
        "the change in the reply to StopInstances",
        change.as_deref().unwrap_or("absent"),
        "running stopping",
    );
    let now = seen(b, &id).await?.state.name;
    b.same(
        "State.Name right after StopInstances",
        now.word(),
        Stopping.word(),
    );
    let stopped = wait(b, &id, Stopped).await?;
    b.check(
        "a stopped instance has no public address",
        stopped.public_ip_address.is_none(),
        "one",
    );
    let kept = stopped.private_ip_address == before.private_ip_address;
    b.check(
        "a stopped instance keeps its private address",
        kept,
        "another",
    );
    let code = stopped.state_reason.map(|r| r.code).unwrap_or_default();
    b.same(
        "StateReason.Code",
        code.as_str(),
        "Client.UserInitiatedShutdown",
    );
    let start = StartInstances {
        instance_ids: ids(&id),
    };
    let reply = b.cloud.start_instances(start).await?.changes;
    let change = reply
        .first()
        .map(|c| format!("{} {}", c.previous_state.name, c.current_state.name));
    b.same(
        "the change in the reply to StartInstances",
        change.as_deref().unwrap_or("absent"),
        "stopped pending",
    );
    let after = wait(b, &id, Running).await?;
    let other =
        after.public_ip_address.is_some() && after.public_ip_address != before.public_ip_address;
    b.check(
        "it comes back with another public address",
        other,
        "the same or none",
    );
    Ok(())
}

async fn it_is_shut_down_and_then_terminated(b: &Bench<'_>) -> Checked {
    let id = launch(b, one(b).await?).await?.instance_id;
    wait(b, &id, Running).await?;
    let terminate = TerminateInstances {
        instance_ids: ids(&id),
    };
    let reply = b.cloud.terminate_instances(terminate).await?.changes;
    let change = reply
        .first()
        .map(|c| format!("{} {}", c.previous_state.name, c.current_state.name));
    b.same(
        "the change in the reply",
        change.as_deref().unwrap_or("absent"),
        "running shutting-down",
    );
    let now = seen(b, &id).await?.state.name;
    b.same("State.Name right after", now.word(), ShuttingDown.word());
    let gone = wait(b, &id, Terminated).await?;
    b.same("State.Code", gone.state.code, 48);
    b.check(
        "it has no address",
        gone.public_ip_address.is_none() && gone.private_ip_address.is_none(),
        "one",
    );
    let code = gone.state_reason.map(|r| r.code).unwrap_or_default();
    b.same(
        "StateReason.Code",
        code.as_str(),
        "Client.UserInitiatedShutdown",
    );
    Ok(())
}

async fn terminating_twice_is_no_error(b: &Bench<'_>) -> Checked {
    let id = launch(b, one(b).await?).await?.instance_id;
    let terminate = TerminateInstances {
        instance_ids: ids(&id),
    };
    b.cloud.terminate_instances(terminate.clone()).await?;
    wait(b, &id, Terminated).await?;
    b.cloud.terminate_instances(terminate).await?;
    Ok(())
}

async fn a_terminated_one_does_not_start(b: &Bench<'_>) -> Checked {
    let id = launch(b, one(b).await?).await?.instance_id;
    b.cloud
        .terminate_instances(TerminateInstances {
            instance_ids: ids(&id),
        })
        .await?;
    wait(b, &id, Terminated).await?;
    let start = StartInstances {
        instance_ids: ids(&id),
    };
    b.refused(
        "starting a terminated instance",
        start,
        "IncorrectInstanceState",
    )
    .await;
    Ok(())
}

async fn its_type_changes_only_while_it_is_stopped(b: &Bench<'_>) -> Checked {
    let id = launch(b, one(b).await?).await?.instance_id;
    wait(b, &id, Running).await?;
    let modify = ModifyInstanceAttribute {
        instance_id: id.clone(),
        instance_type: Some(AttributeValue {
            value: "t3.small".into(),
        }),
    };
    b.refused(
        "another type for a running instance",
        modify.clone(),
        "IncorrectInstanceState",
    )
    .await;
    b.cloud
        .stop_instances(StopInstances {
            instance_ids: ids(&id),
        })
        .await?;
    wait(b, &id, Stopped).await?;
    b.cloud.modify_instance_attribute(modify).await?;
    let now = seen(b, &id).await?.instance_type;
    b.same("InstanceType after the change", now.as_str(), "t3.small");
    Ok(())
}

async fn a_reboot_keeps_it_running(b: &Bench<'_>) -> Checked {
    let id = launch(b, one(b).await?).await?.instance_id;
    let before = wait(b, &id, Running).await?;
    b.cloud
        .reboot_instances(RebootInstances {
            instance_ids: ids(&id),
        })
        .await?;
    let after = seen(b, &id).await?;
    b.same(
        "State.Name after a reboot",
        after.state.name.word(),
        Running.word(),
    );
    let kept = after.public_ip_address == before.public_ip_address;
    b.check("a reboot keeps the public address", kept, "another");
    Ok(())
}

async fn its_console_says_that_it_booted(b: &Bench<'_>) -> Checked {
    let request = RunInstances {
        instance_type: "t3.small".into(),
        ..one(b).await?
    };
    let id = launch(b, request).await?.instance_id;
    wait(b, &id, Running).await?;
    let console = GetConsoleOutput {
        instance_id: id.clone(),
        latest: true,
    };
    let booted = |r: &GetConsoleOutputOutput| {
        let found = r.output.contains("BEGIN SSH HOST KEY FINGERPRINTS");
        if found {
            Ok(())
        } else {
            Err("none".to_owned())
        }
    };
    let shown = b
        .until(
            "the console shows the fingerprints of the host keys",
            console,
            booted,
        )
        .await?;
    b.check(
        "InstanceId is the one asked for",
        shown.instance_id == id,
        "another",
    );
    Ok(())
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    const UNKNOWN: &str = "i-0123456789abcdef0";
    const CODE: &str = "InvalidInstanceID.NotFound";
    let instance_ids = ids(UNKNOWN);
    b.refused("an unknown instance", by_id(UNKNOWN), CODE).await;
    b.refused(
        "an unknown instance",
        StartInstances {
            instance_ids: instance_ids.clone(),
        },
        CODE,
    )
    .await;
    b.refused(
        "an unknown instance",
        StopInstances {
            instance_ids: instance_ids.clone(),
        },
        CODE,
    )
    .await;
    b.refused(
        "an unknown instance",
        RebootInstances {
            instance_ids: instance_ids.clone(),
        },
        CODE,
    )
    .await;
    b.refused(
        "an unknown instance",
        TerminateInstances { instance_ids },
        CODE,
    )
    .await;
    let console = GetConsoleOutput {
        instance_id: UNKNOWN.into(),
        latest: false,
    };
    b.refused("an unknown instance", console, CODE).await;
    b.refused(
        "a name in place of an id",
        by_id("web"),
        "InvalidInstanceID.Malformed",
    )
    .await;
    Ok(())
}

async fn filters_find_it(b: &Bench<'_>) -> Checked {
    let id = launch(b, one(b).await?).await?.instance_id;
    wait(b, &id, Running).await?;
    let tags = vec![Tag::new("purpose", b.name("late"))];
    b.cloud
        .create_tags(CreateTags {
            resources: ids(&id),
            tags,
        })
        .await?;
    for (what, filters, wanted) in [
        ("its tag", vec![("tag:purpose", b.name("late"))], 1),
        (
            "a pattern for its tag",
            vec![("tag:Name", format!("{}*", b.name("w")))],
            1,
        ),
        (
            "its tag and its state",
            vec![
                ("tag:purpose", b.name("late")),
                ("instance-state-name", "running".into()),
            ],
            1,
        ),
        (
            "its tag and another state",
            vec![
                ("tag:purpose", b.name("late")),
                ("instance-state-name", "stopped".into()),
            ],
            0,
        ),
        ("its id", vec![("instance-id", id.clone())], 1),
        ("another tag", vec![("tag:purpose", b.name("early"))], 0),
    ] {
        let filters = filters
            .into_iter()
            .map(|(name, value)| Filter::new(name, value))
            .collect();
        let request = DescribeInstances {
            filters,
            ..Default::default()
        };
        let reply = b.cloud.describe_instances(request).await?;
        let found: usize = reply.reservations.iter().map(|r| r.instances.len()).sum();
        let seen = if found > wanted { "more" } else { "fewer" };
        b.check(&format!("{what} finds {wanted}"), found == wanted, seen);
    }
    Ok(())
}
