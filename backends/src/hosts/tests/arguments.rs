use crate::hosts::machine::{Launch, arguments};

fn all(old_cgroups: bool, privileged: bool) -> Vec<String> {
    let launch = Launch {
        instance_id: "i-1",
        token: "token",
        public_key: "ssh-ed25519 AAAA pair",
        ports: &[80, 8080],
        security_groups: &["sg-1".to_owned()],
    };
    arguments("image", &launch, old_cgroups, privileged)
}

#[test]
fn a_machine_is_published_on_its_loopback_address_only() {
    for (old_cgroups, privileged) in [(true, true), (true, false), (false, true), (false, false)] {
        let arguments = all(old_cgroups, privileged);
        let published: Vec<&str> = arguments
            .iter()
            .filter_map(|a| a.strip_prefix("--publish="))
            .collect();
        assert_eq!(published.len(), 3);
        assert!(
            published.iter().all(|p| p.starts_with("127.")),
            "{published:?}"
        );
        assert!(published[1].ends_with(":80:80") && published[2].ends_with(":8080:8080"));
        assert!(!arguments.iter().any(|a| a.contains("/var/run/docker.sock")));
        let rights = arguments.iter().any(|a| a == "--privileged");
        assert_eq!(rights, privileged);
        let told = arguments.last().is_some_and(|a| a.starts_with("SYSTEMD_"));
        assert_eq!(told, old_cgroups);
    }
}
