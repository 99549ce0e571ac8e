//! Whatever is typed, the engine keeps its rules (they are checked after every event).

use proptest::collection::vec;
use proptest::sample::select;
use proptest::{prop_assert, proptest};

use super::Desk;

const COMMANDS: [&str; 24] = [
    "docker run -d --name a -p 80:80 nginx:1.27",
    "docker run -d --name b --network n --restart always nginx:1.27",
    "docker run -d -p 80-81:80 --restart on-failure:2 nginx:1.27",
    "docker run --rm --name c mysql:8 true",
    "docker create --name d -v v:/data mysql:8",
    "docker start a d",
    "docker stop a",
    "docker restart b",
    "docker kill b",
    "docker rm a",
    "docker rm -fv a b d",
    "docker network create n",
    "docker network rm n",
    "docker network connect n a",
    "docker network disconnect n b",
    "docker volume rm v",
    "docker volume prune -af",
    "docker system prune -af --volumes",
    "docker rmi -f nginx:1.27",
    "docker rename a e",
    "docker pull nginx:1.27",
    "docker image prune -af",
    "docker inspect a b n v",
    "docker ps -a",
];

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    #[test]
    fn any_commands_keep_the_rules(lines in vec(select(&COMMANDS[..]), 1..14), crashes in vec(0_usize..4, 0..3)) {
        let mut desk = Desk::new();
        for (i, line) in lines.iter().enumerate() {
            let text = desk.types(line);
            prop_assert!(!text.contains("panicked"));
            if crashes.contains(&i) {
                let running = super::engine(&desk.w, desk.machine).containers.iter().find(|c| c.1.is_running()).map(|c| *c.0);
                running.into_iter().for_each(|key| desk.crashes(key));
            }
            desk.pass(1);
        }
    }

    #[test]
    fn no_words_panic(line in "(run|create|ps|rm|inspect|network create|volume create|pull|compose|logs)( -?-?[a-z:/=.,{}0-9]{0,12}){0,5}") {
        let mut desk = Desk::new();
        desk.types(&format!("docker {line}"));
    }
}
