//! Bills worked out by hand from list prices, against the meter.

use std::time::Duration;

use paperboat_core::money::Usd;
use paperboat_core::time::Timestamp;

use super::entry::Entry;
use super::{Item, Usage};
use crate::model::Model;

/// What an item costs that lives for so many seconds from the beginning of a month.
fn time(item: Item, seconds: u64) -> Usd {
    let entry = Entry {
        resource: "it".into(),
        item,
        since: Timestamp::ZERO,
        until: Some(Timestamp::ZERO + Duration::from_secs(seconds)),
    };
    let lines = entry.lines(&Model::default(), Timestamp::ZERO);
    lines.iter().map(|l| l.amount).sum()
}

/// What a month's use costs.
fn used(usage: Usage) -> Usd {
    let charges = usage.charges(&Model::default());
    charges.iter().map(|c| c.quantity.at(c.unit_price)).sum()
}

/// Each bill with the arithmetic, the amount to the micro-dollar, and where the price is from.
#[test]
#[rustfmt::skip]
fn bills_are_what_a_calculator_says() {
    let bills: Vec<(Usd, &str, &str, &str)> = vec![
        (time(Item::Instance { instance_type: "t3.nano".into() }, 3600), "3600 s / 3 600 x 0.0052", "0.005200", "karpenter us-east-1 price table, 2026-07-20"),
        (time(Item::Instance { instance_type: "t3.micro".into() }, 5), "60 s / 3 600 x 0.0104", "0.000173", "karpenter us-east-1 price table, 2026-07-20; 60 s at least"),
        (time(Item::Instance { instance_type: "t3.micro".into() }, 90), "90 s / 3 600 x 0.0104", "0.000260", "karpenter us-east-1 price table, 2026-07-20"),
        (time(Item::Instance { instance_type: "t3.small".into() }, 86400), "86400 s / 3 600 x 0.0208", "0.499200", "karpenter us-east-1 price table, 2026-07-20"),
        (time(Item::Instance { instance_type: "t3.medium".into() }, 2628000), "2628000 s / 3 600 x 0.0416", "30.368000", "karpenter us-east-1 price table, 2026-07-20"),
        (time(Item::Instance { instance_type: "t4g.small".into() }, 7200), "7200 s / 3 600 x 0.0168", "0.033600", "karpenter us-east-1 price table, 2026-07-20"),
        (time(Item::Instance { instance_type: "m7g.large".into() }, 2628000), "2628000 s / 3 600 x 0.0816", "59.568000", "karpenter us-east-1 price table, 2026-07-20"),
        (time(Item::Gp3 { gib: 8 }, 2628000), "8 GB x 2628000 s / 2 628 000 x 0.08", "0.640000", "infracost golden files, 2024-07-01"),
        (time(Item::Gp3 { gib: 9 }, 2628000), "9 GB x 2628000 s / 2 628 000 x 0.08", "0.720000", "infracost golden files, 2024-07-01"),
        (time(Item::Gp3 { gib: 30 }, 86400), "30 GB x 86400 s / 2 628 000 x 0.08", "0.078904", "infracost golden files, 2024-07-01"),
        (time(Item::Snapshot { bytes: 2147483648 }, 2628000), "2147483648 / 2^30 GB x 2628000 s / 2 628 000 x 0.05", "0.100000", "infracost golden files, 2024-07-01"),
        (time(Item::Snapshot { bytes: 3675000000 }, 1314000), "3675000000 / 2^30 GB x 1314000 s / 2 628 000 x 0.05", "0.085565", "infracost golden files, 2024-07-01"),
        (time(Item::PublicIpv4, 3600), "3600 s / 3 600 x 0.005", "0.005000", "AWS News Blog, since 2024-02-01"),
        (time(Item::PublicIpv4, 2628000), "2628000 s / 3 600 x 0.005", "3.650000", "AWS News Blog, since 2024-02-01"),
        (time(Item::FargateTask { cpu: 256, memory_mib: 512, ephemeral_gib: 20, arm: false }, 3600), "3600 s / 3 600 x (256/1024 x 0.04048 + 512/1024 x 0.004445)", "0.012343", "aws.amazon.com/fargate/pricing, read 2026-10-09"),
        (time(Item::FargateTask { cpu: 256, memory_mib: 512, ephemeral_gib: 20, arm: false }, 20), "60 s / 3 600 x (256/1024 x 0.04048 + 512/1024 x 0.004445)", "0.000206", "aws.amazon.com/fargate/pricing, read 2026-10-09; 60 s at least"),
        (time(Item::FargateTask { cpu: 1024, memory_mib: 2048, ephemeral_gib: 20, arm: false }, 2628000), "2628000 s / 3 600 x (1024/1024 x 0.04048 + 2048/1024 x 0.004445)", "36.040100", "aws.amazon.com/fargate/pricing, read 2026-10-09"),
        (time(Item::FargateTask { cpu: 512, memory_mib: 1024, ephemeral_gib: 21, arm: false }, 86400), "86400 s / 3 600 x (512/1024 x 0.04048 + 1024/1024 x 0.004445 + 1 x 0.00011088)", "0.595101", "aws.amazon.com/fargate/pricing, read 2026-10-09"),
        (time(Item::FargateTask { cpu: 4096, memory_mib: 8192, ephemeral_gib: 200, arm: false }, 3600), "3600 s / 3 600 x (4096/1024 x 0.04048 + 8192/1024 x 0.004445 + 180 x 0.00011088)", "0.217438", "aws.amazon.com/fargate/pricing, read 2026-10-09"),
        (time(Item::FargateTask { cpu: 512, memory_mib: 1024, ephemeral_gib: 20, arm: true }, 2628000), "2628000 s / 3 600 x (512/1024 x 0.03238 + 1024/1024 x 0.00356)", "14.417500", "aws.amazon.com/fargate/pricing, read 2026-10-09"),
        (time(Item::LoadBalancer, 60), "1 whole hours x 0.0225", "0.022500", "infracost golden files, 2024-07-01"),
        (time(Item::LoadBalancer, 3601), "2 whole hours x 0.0225", "0.045000", "infracost golden files, 2024-07-01"),
        (time(Item::LoadBalancer, 2628000), "730 whole hours x 0.0225", "16.425000", "infracost golden files, 2024-07-01"),
        (time(Item::Secret, 2628000), "2628000 s / 2 628 000 x 0.40", "0.400000", "AWS price list, 2026-11-23"),
        (time(Item::Secret, 86400), "86400 s / 2 628 000 x 0.40", "0.013151", "AWS price list, 2026-11-23"),
        (time(Item::Efs { bytes: 400000000 }, 2628000), "400 000 000 / 2^30 GB x 0.30", "0.111759", "own memory of the price page"),
        (time(Item::EcrStorage { bytes: 1_500_000_000 }, 2628000), "1.5 GB x 0.10", "0.150000", "infracost golden files, 2024-07-01"),
        (time(Item::HostedZone, 43200), "0 months begun x 0.50", "0.000000", "Route 53 developer guide"),
        (time(Item::HostedZone, 46800), "1 months begun x 0.50", "0.500000", "Route 53 developer guide"),
        (time(Item::HostedZone, 2628001), "2 months begun x 0.50", "1.000000", "Route 53 developer guide"),
        (used(Usage { answers: 5_000_000.0, bytes_each: 20_000.0, ..Usage::default() }), "100 GB, free each month", "0.000000", "EC2 price page, third-party quotes"),
        (used(Usage { answers: 28_470_000.0, bytes_each: 20_000.0, ..Usage::default() }), "(569.4 - 100) GB x 0.09", "42.246000", "infracost golden files, 2024-07-01"),
        (used(Usage { answers: 657_000_000.0, bytes_each: 20_000.0, ..Usage::default() }), "13 140 GB: (10 240 - 100) x 0.09 + 2 900 x 0.085", "1159.100000", "infracost golden files, 2024-07-01"),
        (used(Usage { answers: 3_000_000_000.0, bytes_each: 20_000.0, ..Usage::default() }), "60 000 GB: 10 140 x 0.09 + 40 960 x 0.085 + 8 800 x 0.07", "5010.200000", "infracost golden files, 2024-07-01"),
        (used(Usage { balanced: 28_470_000.0, bytes_each: 20_000.0, ..Usage::default() }), "569.4 GB at 1 GB an LCU-hour x 0.008", "4.555200", "infracost golden files, 2024-07-01"),
        (used(Usage { balanced: 28_470_000.0, bytes_each: 500.0, ..Usage::default() }), "28 470 000 / 10 connections / (25 x 3 600) = 31.633333 LCU-hours x 0.008", "0.253067", "infracost golden files, 2024-07-01"),
        (used(Usage { log_bytes: 7_000_000_000, ..Usage::default() }), "7 GB x 0.50", "3.500000", "infracost golden files, 2024-07-01"),
        (used(Usage { logged: 28_470_000.0, ..Usage::default() }), "28 470 000 lines of 250 bytes = 7.1175 GB x 0.50", "3.558750", "infracost golden files, 2024-07-01"),
        (used(Usage { log_held: 4_000_000_000 * 1_314_000_000_000, ..Usage::default() }), "4 GB for half a month x 0.03", "0.060000", "infracost golden files, 2024-07-01"),
        (used(Usage { secret_calls: 12_345, ..Usage::default() }), "12 345 / 10 000 x 0.05", "0.061725", "AWS price list, 2026-11-23"),
        (used(Usage { surplus_us: 36_000_000_000, ..Usage::default() }), "10 vCPU-hours x 0.05", "0.500000", "infracost golden files, 2024-07-01"),
        (used(Usage { surplus_arm_us: 36_000_000_000, ..Usage::default() }), "10 vCPU-hours x 0.04", "0.400000", "own memory of the price page"),
    ];
    assert!(bills.len() >= 30, "a table of {} bills", bills.len());
    for (amount, arithmetic, expected, source) in bills {
        let expected: Usd = expected.parse().expect("an amount");
        let apart = (amount.nanos() - expected.nanos()).abs();
        assert!(apart <= 500, "{arithmetic} = {expected}, not {amount} ({source})");
    }
}
