//! Pulls as stories, by machines and by tasks.

use paperboat_core::event::EventKind;
use paperboat_core::time::Timestamp;
use paperboat_core::workload::{Profile, PublishedImage};
use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};

use super::{Asker, PullKey, Puller, pull};
use crate::host::{Hardware, MachineKey};
use crate::net::Endpoint;
use crate::testing::{pass, story, world};
use crate::world::World;
use crate::{ec2, host};

fn image(repository: &str, tags: &[&str]) -> PublishedImage {
    PublishedImage {
        repository: repository.to_owned(),
        tags: tags.iter().map(ToString::to_string).collect(),
        profile: Profile {
            pull_bytes: 100_000_000,
            disk_bytes: 300_000_000,
            ..Profile::default()
        },
        private: false,
        held_before: false,
    }
}

/// A machine that is up, with a public address or without.
fn machine(w: &mut World, architecture: &str, public: bool) -> MachineKey {
    let hardware = Hardware {
        instance_id: format!("i-{architecture}"),
        distribution: "al2023".into(),
        architecture: architecture.into(),
        vcpus: 2,
        memory_mib: 4096,
        disk_gib: 8,
        key_name: "key".into(),
        public_key: String::new(),
        user_data: String::new(),
    };
    let machine = host::build(w, hardware);
    let subnet = crate::testing::call(w, paperboat_core::aws::ec2::DescribeSubnets::default())
        .expect("subnets")
        .subnets
        .remove(0)
        .subnet_id;
    let label = ec2::Label::of(&subnet, "");
    ec2::attach_interface(w, Endpoint::Machine(machine), label, &subnet, &[], public)
        .expect("an address is free");
    let cause = begin(w);
    host::power_on(w, machine, cause);
    pass(w, 120);
    assert!(host::is_up(w, machine));
    machine
}

fn begin(w: &mut World) -> paperboat_core::event::EventId {
    let kind = EventKind::Message {
        resource: "person".into(),
        text: "begins".into(),
    };
    w.emit(None, kind)
}

fn pulls(w: &mut World, machine: MachineKey, reference: &str) -> PullKey {
    let cause = begin(w);
    let asker = Asker {
        puller: Puller::Machine(machine),
        shown: format!("on {}", crate::host::instance_id(w, machine)),
        architecture: crate::host::architecture(w, machine),
    };
    pull(w, asker, reference, |_, _| None, cause)
}

/// The story of all images since a time.
fn images(w: &World, since: Timestamp) -> String {
    let story = story(w);
    let since = since.to_string();
    let lines = story
        .lines()
        .filter(|l| l.contains(" image/") && **l >= *since.as_str());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_second_version_fetches_its_last_layer_only() {
    let mut w = world(vec![image("docker.io/acme/web", &["1", "2"])]);
    let m = machine(&mut w, "x86_64", true);
    let since = w.now();
    for tag in ["1", "2", "2"] {
        pulls(&mut w, m, &format!("acme/web:{tag}"));
        pass(&mut w, 60);
    }
    insta::assert_snapshot!(images(&w, since), @r"
    00:02:00.608 image/acme/web:1 on i-x86_64:  -> pulling <- person
    00:02:06.075 image/acme/web:1 on i-x86_64: pulling -> pulled <- image/acme/web:1 on i-x86_64 pulling
    00:03:00.608 image/acme/web:2 on i-x86_64:  -> pulling <- person
    00:03:03.170 image/acme/web:2 on i-x86_64: pulling -> pulled <- image/acme/web:2 on i-x86_64 pulling
    00:04:00.608 image/acme/web:2 on i-x86_64:  -> pulling <- person
    00:04:01.257 image/acme/web:2 on i-x86_64: pulling -> up to date <- image/acme/web:2 on i-x86_64 pulling
    ");
    w.check();
}

#[test]
fn what_a_registry_refuses_is_said_in_its_words() {
    let mut arm = image("docker.io/acme/x86", &["1"]);
    arm.profile.architectures = vec!["amd64".into()];
    let mut private = image("docker.io/acme/secret", &["1"]);
    private.private = true;
    let mut w = world(vec![arm, private, image("docker.io/library/mysql", &["8"])]);
    let m = machine(&mut w, "arm64", true);
    let since = w.now();
    let digest = format!("mysql@sha256:{}", "0".repeat(64));
    for reference in [
        "mysql:99",
        &digest,
        "nowhere/there",
        "acme/secret:1",
        "acme/x86:1",
        "ghcr.io/acme/api:2",
        "quay.io/acme/api:2",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/api:2",
        "registry.example.test/api:2",
        "localhost:5000/api",
        "MySQL",
        "mysql:",
    ] {
        pulls(&mut w, m, reference);
        pass(&mut w, 20);
    }
    insta::assert_snapshot!(images(&w, since), @r#"
    00:02:00.608 image/mysql:99 on i-arm64:  -> pulling <- person
    00:02:01.280 image/mysql:99 on i-arm64: pulling -> failed (manifest for mysql:99 not found: manifest unknown: manifest unknown) <- image/mysql:99 on i-arm64 pulling
    00:02:20.608 image/mysql@sha256:0000000000000000000000000000000000000000000000000000000000000000 on i-arm64:  -> pulling <- person
    00:02:20.925 image/mysql@sha256:0000000000000000000000000000000000000000000000000000000000000000 on i-arm64: pulling -> failed (manifest for mysql@sha256:0000000000000000000000000000000000000000000000000000000000000000 not found: manifest unknown: manifest unknown) <- image/mysql@sha256:0000000000000000000000000000000000000000000000000000000000000000 on i-arm64 pulling
    00:02:40.608 image/nowhere/there:latest on i-arm64:  -> pulling <- person
    00:02:40.994 image/nowhere/there:latest on i-arm64: pulling -> failed (pull access denied for nowhere/there, repository does not exist or may require 'docker login': denied: requested access to the resource is denied) <- image/nowhere/there:latest on i-arm64 pulling
    00:03:00.608 image/acme/secret:1 on i-arm64:  -> pulling <- person
    00:03:01.384 image/acme/secret:1 on i-arm64: pulling -> failed (pull access denied for acme/secret, repository does not exist or may require 'docker login': denied: requested access to the resource is denied) <- image/acme/secret:1 on i-arm64 pulling
    00:03:20.608 image/acme/x86:1 on i-arm64:  -> pulling <- person
    00:03:20.900 image/acme/x86:1 on i-arm64: pulling -> failed (no matching manifest for linux/arm64/v8 in the manifest list entries) <- image/acme/x86:1 on i-arm64 pulling
    00:03:40.608 image/ghcr.io/acme/api:2 on i-arm64:  -> pulling <- person
    00:03:42.151 image/ghcr.io/acme/api:2 on i-arm64: pulling -> failed (Head "https://ghcr.io/v2/acme/api/manifests/2": denied) <- image/ghcr.io/acme/api:2 on i-arm64 pulling
    00:04:00.608 image/quay.io/acme/api:2 on i-arm64:  -> pulling <- person
    00:04:00.991 image/quay.io/acme/api:2 on i-arm64: pulling -> failed (unauthorized: access to the requested resource is not authorized) <- image/quay.io/acme/api:2 on i-arm64 pulling
    00:04:20.608 image/123456789012.dkr.ecr.us-east-1.amazonaws.com/api:2 on i-arm64:  -> pulling <- person
    00:04:21.303 image/123456789012.dkr.ecr.us-east-1.amazonaws.com/api:2 on i-arm64: pulling -> failed (Head "https://123456789012.dkr.ecr.us-east-1.amazonaws.com/v2/api/manifests/2": no basic auth credentials) <- image/123456789012.dkr.ecr.us-east-1.amazonaws.com/api:2 on i-arm64 pulling
    00:04:40.608 image/registry.example.test/api:2 on i-arm64:  -> pulling <- person
    00:04:41.439 image/registry.example.test/api:2 on i-arm64: pulling -> failed (Get "https://registry.example.test/v2/": dial tcp: lookup registry.example.test on 172.31.0.2:53: no such host) <- image/registry.example.test/api:2 on i-arm64 pulling
    00:05:00.608 image/localhost:5000/api:latest on i-arm64:  -> pulling <- person
    00:05:01.008 image/localhost:5000/api:latest on i-arm64: pulling -> failed (Get "http://localhost:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused) <- image/localhost:5000/api:latest on i-arm64 pulling
    00:05:20.608 image/MySQL on i-arm64:  -> pulling <- person
    00:05:20.942 image/MySQL on i-arm64: pulling -> failed (invalid reference format: repository name (library/MySQL) must be lowercase) <- image/MySQL on i-arm64 pulling
    00:05:40.608 image/mysql: on i-arm64:  -> pulling <- person
    00:05:41.114 image/mysql: on i-arm64: pulling -> failed (invalid reference format) <- image/mysql: on i-arm64 pulling
    "#);
}

#[test]
fn an_image_is_found_by_its_digest() {
    let pinned = format!("sha256:{}", "0f".repeat(32));
    let mut w = world(vec![image("docker.io/acme/web", &["1", &pinned])]);
    let m = machine(&mut w, "x86_64", true);
    for reference in ["acme/web:1", &format!("acme/web:1@{pinned}")] {
        pulls(&mut w, m, reference);
        pass(&mut w, 60);
    }
    let first = w
        .registry
        .images
        .iter()
        .next()
        .map(|(_, i)| i.digest.clone());
    pulls(
        &mut w,
        m,
        &format!("acme/web@{}", first.unwrap_or_default()),
    );
    pass(&mut w, 60);
    let seen: Vec<_> = w
        .registry
        .images
        .iter()
        .map(|(_, i)| i.tag.as_str())
        .collect();
    assert_eq!(seen, ["1", &pinned]);
    assert!(story(&w).contains("pulling -> up to date"));
}

#[test]
fn without_a_public_address_no_registry_is_reached() {
    let mut w = world(vec![image("docker.io/library/mysql", &["8"])]);
    let m = machine(&mut w, "x86_64", false);
    let since = w.now();
    pulls(&mut w, m, "mysql:8");
    pass(&mut w, 60);
    insta::assert_snapshot!(images(&w, since), @r#"
    00:02:00.608 image/mysql:8 on i-x86_64:  -> pulling <- person
    00:02:10.608 image/mysql:8 on i-x86_64: pulling -> failed (Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)) <- image/mysql:8 on i-x86_64 pulling
    "#);
}

#[test]
fn anonymous_pulls_are_limited_for_each_address_and_window() {
    let mut w = world(vec![image("docker.io/library/mysql", &["8"])]);
    let m = machine(&mut w, "x86_64", true);
    for n in 0..100 {
        w.registry.held.clear();
        pulls(&mut w, m, "mysql:8");
        pass(&mut w, 30);
        assert_eq!(w.registry.pulls.iter().count(), 0, "{n}");
    }
    let since = w.now();
    // What is there already does not count.
    pulls(&mut w, m, "mysql:8");
    pass(&mut w, 30);
    w.registry.held.clear();
    pulls(&mut w, m, "mysql:8");
    pass(&mut w, 6 * 3_600);
    pulls(&mut w, m, "mysql:8");
    pass(&mut w, 60);
    insta::assert_snapshot!(images(&w, since), @r"
    00:52:00.608 image/mysql:8 on i-x86_64:  -> pulling <- person
    00:52:01.863 image/mysql:8 on i-x86_64: pulling -> up to date <- image/mysql:8 on i-x86_64 pulling
    00:52:30.608 image/mysql:8 on i-x86_64:  -> pulling <- person
    00:52:30.919 image/mysql:8 on i-x86_64: pulling -> failed (toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit) <- image/mysql:8 on i-x86_64 pulling
    06:52:30.608 image/mysql:8 on i-x86_64:  -> pulling <- person
    06:52:35.523 image/mysql:8 on i-x86_64: pulling -> pulled <- image/mysql:8 on i-x86_64 pulling
    ");
}

#[test]
fn a_tag_that_is_pushed_again_is_another_image() {
    let mut w = world(vec![image("docker.io/acme/web", &["1", "latest"])]);
    let m = machine(&mut w, "x86_64", true);
    let since = w.now();
    pulls(&mut w, m, "acme/web");
    pass(&mut w, 60);
    let mut next = image("docker.io/acme/web", &["2", "latest"]);
    next.profile.boot_s = 9.0;
    let now = w.now();
    w.publish(now, next.clone());
    w.publish(now, next);
    for tag in ["latest", "1", "2"] {
        pulls(&mut w, m, &format!("acme/web:{tag}"));
        pass(&mut w, 60);
    }
    let profiles: Vec<_> = w
        .registry
        .images
        .iter()
        .map(|(_, i)| (i.tag.as_str(), i.profile.boot_s))
        .collect();
    assert_eq!(
        profiles,
        [("latest", 0.0), ("latest", 9.0), ("1", 0.0), ("2", 9.0)]
    );
    insta::assert_snapshot!(images(&w, since), @r"
    00:02:00.608 image/acme/web:latest on i-x86_64:  -> pulling <- person
    00:02:06.065 image/acme/web:latest on i-x86_64: pulling -> pulled <- image/acme/web:latest on i-x86_64 pulling
    00:03:00.608 image/acme/web:latest on i-x86_64:  -> pulling <- person
    00:03:03.360 image/acme/web:latest on i-x86_64: pulling -> pulled <- image/acme/web:latest on i-x86_64 pulling
    00:04:00.608 image/acme/web:1 on i-x86_64:  -> pulling <- person
    00:04:02.894 image/acme/web:1 on i-x86_64: pulling -> pulled <- image/acme/web:1 on i-x86_64 pulling
    00:05:00.608 image/acme/web:2 on i-x86_64:  -> pulling <- person
    00:05:03.005 image/acme/web:2 on i-x86_64: pulling -> pulled <- image/acme/web:2 on i-x86_64 pulling
    ");
}

#[test]
fn a_machine_that_goes_down_ends_its_pulls() {
    let mut w = world(vec![image("docker.io/acme/web", &["1"])]);
    let m = machine(&mut w, "x86_64", true);
    let since = w.now();
    pulls(&mut w, m, "acme/web:1");
    pass(&mut w, 1);
    let cause = begin(&mut w);
    host::power_off(&mut w, m, cause);
    pass(&mut w, 60);
    insta::assert_snapshot!(images(&w, since), @r"
    00:02:00.608 image/acme/web:1 on i-x86_64:  -> pulling <- person
    00:02:01.608 image/acme/web:1 on i-x86_64: pulling -> canceled <- i-x86_64/system off
    ");
    assert_eq!(w.registry.pulls.iter().count(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Pulls at any times, looked at in any slices, end at the same times.
    #[test]
    fn slices_change_nothing(
        starts in proptest::collection::vec((0u64..20, 0usize..4), 1..6),
        cuts in proptest::collection::vec(1u64..30, 0..12),
    ) {
        let names = ["acme/a", "acme/b", "acme/c", "acme/d"];
        let run = |cuts: &[u64]| {
            let published = names.iter().map(|n| image(&format!("docker.io/{n}"), &["latest"]));
            let mut w = world(published.collect());
            let m = machine(&mut w, "x86_64", true);
            let begun = w.now();
            let mut starts = starts.clone();
            starts.sort_unstable();
            let mut times: Vec<(u64, Option<usize>)> = cuts.iter().map(|c| (*c, None)).collect();
            times.extend(starts.iter().map(|(at, n)| (*at, Some(*n))));
            times.sort_by_key(|t| t.0);
            for (at, start) in times {
                w.advance(begun + std::time::Duration::from_secs(at));
                if let Some(n) = start {
                    pulls(&mut w, m, names[n]);
                }
            }
            w.advance(begun + std::time::Duration::from_secs(600));
            w.check();
            images(&w, begun)
        };
        prop_assert_eq!(run(&[]), run(&cuts));
    }
}
