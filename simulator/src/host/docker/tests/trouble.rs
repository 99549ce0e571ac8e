//! What a command met is kept where it arises, whatever it writes and wherever that goes.

use super::Desk;
use crate::host::docker::{engine_lost, fill_with_old_images};
use crate::host::{Trouble, disk_free};

impl Desk {
    /// Types a command; gives what it met.
    fn meets(&mut self, line: &str) -> Vec<Trouble> {
        self.types(line);
        self.w.sight.met.iter().copied().collect()
    }
}

#[test]
fn what_a_command_met_does_not_depend_on_its_words() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    assert_eq!(desk.meets("docker ps"), []);
    assert_eq!(desk.meets("docker pull nobody/nothing"), [Trouble::Pull]);
    assert_eq!(
        desk.meets("bash -c 'docker run -d nobody/nothing 2>/dev/null'"),
        [Trouble::Pull]
    );
    // What is wrong with a command is no trouble that it met.
    assert_eq!(desk.meets("docker run --nope nginx:1.27"), []);
    assert_eq!(desk.meets("docker rm nobody"), []);
    assert_eq!(desk.meets("docker ps"), []);

    let machine = desk.machine;
    let free = disk_free(&desk.w, machine);
    assert!(fill_with_old_images(&mut desk.w, machine, free));
    assert_eq!(desk.meets("mkdir /tmp/new"), [Trouble::Disk]);
    assert_eq!(
        desk.meets("docker save -o /tmp/nginx.tar nginx:1.27"),
        [Trouble::Disk]
    );
    assert_eq!(
        desk.meets("docker pull mysql:8"),
        [Trouble::Pull, Trouble::Disk]
    );

    let cause = desk.client().cause;
    engine_lost(&mut desk.w, machine, cause);
    assert_eq!(desk.meets("docker ps"), [Trouble::Engine]);
    assert_eq!(
        desk.meets("bash -c 'docker run -d nginx:1.27 2>/dev/null || true'"),
        [Trouble::Engine]
    );
}
