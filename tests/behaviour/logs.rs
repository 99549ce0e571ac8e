//! Log groups.

use paperboat_core::aws::Logs;
use paperboat_core::aws::logs::*;

use crate::bench::Bench;
use crate::case::{Checked, cases};

cases! { "logs":
    a_group_is_made_shown_and_deleted [CreateLogGroup, DescribeLogGroups, DeleteLogGroup]
    its_name_is_taken_once [CreateLogGroup]
    its_retention_is_one_of_a_list [CreateLogGroup, DescribeLogGroups, PutRetentionPolicy]
    a_new_one_has_no_lines [CreateLogGroup, FilterLogEvents]
    a_new_one_has_no_streams [CreateLogGroup, DescribeLogStreams]
    a_stream_that_is_not_there_is_refused [CreateLogGroup, GetLogEvents, FilterLogEvents]
    streams_by_time_have_no_prefix [CreateLogGroup, DescribeLogStreams]
    an_unknown_one_is_refused [PutRetentionPolicy, DeleteLogGroup, FilterLogEvents]
}

fn name(b: &Bench<'_>) -> String {
    format!("/{}", b.name("group"))
}

async fn made(b: &Bench<'_>) -> Checked {
    let request = CreateLogGroup {
        log_group_name: name(b),
        ..Default::default()
    };
    b.cloud.create_log_group(request).await?;
    b.later(delete(b));
    Ok(())
}

fn delete(b: &Bench<'_>) -> DeleteLogGroup {
    DeleteLogGroup {
        log_group_name: name(b),
    }
}

fn by_prefix(b: &Bench<'_>) -> DescribeLogGroups {
    DescribeLogGroups {
        log_group_name_prefix: name(b),
        ..Default::default()
    }
}

async fn a_group_is_made_shown_and_deleted(b: &Bench<'_>) -> Checked {
    made(b).await?;
    let shown = b.cloud.describe_log_groups(by_prefix(b)).await?.log_groups;
    b.same("how many are shown", shown.len(), 1);
    for g in shown {
        b.check(
            "logGroupName is the one given",
            g.log_group_name == name(b),
            "another",
        );
        b.begins("arn", &g.arn, "arn:aws:logs:");
        b.same("storedBytes", g.stored_bytes, 0);
        b.check(
            "retentionInDays is absent",
            g.retention_in_days.is_none(),
            "there",
        );
    }
    b.cloud.delete_log_group(delete(b)).await?;
    let left = b.cloud.describe_log_groups(by_prefix(b)).await?.log_groups;
    b.same("how many are left", left.len(), 0);
    Ok(())
}

async fn its_name_is_taken_once(b: &Bench<'_>) -> Checked {
    made(b).await?;
    let again = CreateLogGroup {
        log_group_name: name(b),
        ..Default::default()
    };
    b.refused("a taken name", again, "ResourceAlreadyExistsException")
        .await;
    Ok(())
}

async fn its_retention_is_one_of_a_list(b: &Bench<'_>) -> Checked {
    made(b).await?;
    let keep = |retention_in_days| PutRetentionPolicy {
        log_group_name: name(b),
        retention_in_days,
    };
    b.cloud.put_retention_policy(keep(7)).await?;
    let shown = b.cloud.describe_log_groups(by_prefix(b)).await?.log_groups;
    let days = shown.first().and_then(|g| g.retention_in_days);
    b.same("retentionInDays", days.unwrap_or(0), 7);
    b.refused("8 days", keep(8), "InvalidParameterException")
        .await;
    Ok(())
}

fn lines(b: &Bench<'_>) -> FilterLogEvents {
    FilterLogEvents {
        log_group_name: name(b),
        ..Default::default()
    }
}

async fn a_new_one_has_no_lines(b: &Bench<'_>) -> Checked {
    made(b).await?;
    let found = b.cloud.filter_log_events(lines(b)).await?.events;
    b.same("how many lines a new group has", found.len(), 0);
    Ok(())
}

async fn a_new_one_has_no_streams(b: &Bench<'_>) -> Checked {
    made(b).await?;
    let request = DescribeLogStreams {
        log_group_name: name(b),
        ..Default::default()
    };
    let found = b.cloud.describe_log_streams(request).await?.log_streams;
    b.same("how many streams a new group has", found.len(), 0);
    Ok(())
}

async fn a_stream_that_is_not_there_is_refused(b: &Bench<'_>) -> Checked {
    const CODE: &str = "ResourceNotFoundException";
    made(b).await?;
    let events = GetLogEvents {
        log_group_name: name(b),
        log_stream_name: "none".into(),
        ..Default::default()
    };
    b.refused("an unknown stream", events, CODE).await;
    let named = FilterLogEvents {
        log_stream_names: vec!["none".into()],
        ..lines(b)
    };
    b.refused("an unknown stream", named, CODE).await;
    Ok(())
}

async fn streams_by_time_have_no_prefix(b: &Bench<'_>) -> Checked {
    made(b).await?;
    let request = DescribeLogStreams {
        log_group_name: name(b),
        log_stream_name_prefix: "web".into(),
        order_by: "LastEventTime".into(),
        ..Default::default()
    };
    b.refused(
        "a prefix beside an order by time",
        request,
        "InvalidParameterException",
    )
    .await;
    Ok(())
}

async fn an_unknown_one_is_refused(b: &Bench<'_>) -> Checked {
    const CODE: &str = "ResourceNotFoundException";
    let keep = PutRetentionPolicy {
        log_group_name: name(b),
        retention_in_days: 7,
    };
    b.refused("an unknown group", keep, CODE).await;
    b.refused("an unknown group", delete(b), CODE).await;
    b.refused("an unknown group", lines(b), CODE).await;
    Ok(())
}
