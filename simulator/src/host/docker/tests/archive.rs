//! Images and file systems that leave a machine in an archive.

use super::Desk;
use crate::host::{disk_free, disk_release, disk_reserve};

/// The lines of a text that hold a word.
fn lines<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    text.lines().filter(|line| line.contains(word)).collect()
}

#[test]
fn a_saved_image_is_a_file_as_large_as_its_layers() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    let free = disk_free(&desk.w, desk.machine);
    desk.types("docker save -o web.tar nginx:1.27");
    let taken = free - disk_free(&desk.w, desk.machine);
    assert!((200_000_000..200_020_000).contains(&taken), "{taken}");
    let listed = desk.types("ls -l web.tar");
    assert!(listed.contains(&format!(" {taken} ")), "{listed}");
    assert!(listed.contains("-rw-------"), "{listed}");
    assert_eq!(
        desk.types("wc -c web.tar"),
        format!("$ wc -c web.tar\n{taken} web.tar\n")
    );
    // A digest of bytes that nobody has would be made up.
    let digest = desk.types("sha256sum web.tar");
    assert!(
        digest.contains("not modelled: sha256sum of the bytes of web.tar"),
        "{digest}"
    );
    desk.types("cp web.tar copy.tar");
    desk.types("rm web.tar copy.tar");
    assert_eq!(disk_free(&desk.w, desk.machine), free);
}

#[test]
fn an_archive_needs_room_and_time() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    let began = desk.w.now();
    desk.types("docker save -o web.tar nginx:1.27");
    // 200 MB are read and written at 125 MB/s.
    let took = desk.w.now().since(began).as_secs_f64();
    assert!((3.2..6.0).contains(&took), "{took}");
    let leave = |desk: &mut Desk, bytes: u64| {
        disk_release(&mut desk.w, desk.machine, "other");
        let free = disk_free(&desk.w, desk.machine);
        let reserved = disk_reserve(&mut desk.w, desk.machine, "other", free - bytes);
        reserved.expect("there is room");
    };
    leave(&mut desk, 100_000_000);
    let full = desk.types("docker save -o second.tar nginx:1.27");
    assert!(full.contains("no space left on device\n? 1"), "{full}");
    assert!(desk.types("ls second.tar").contains("No such file"));
    desk.types("docker rmi nginx:1.27");
    leave(&mut desk, 100_000_000);
    let full = desk.types("docker load -i web.tar");
    assert!(full.contains("no space left on device\n? 1"), "{full}");
    assert_eq!(desk.types("docker images -q"), "$ docker images -q\n");
    leave(&mut desk, 300_000_000);
    let loaded = desk.types("docker load -i web.tar");
    assert!(loaded.ends_with("Loaded image: nginx:1.27\n"), "{loaded}");
    assert_eq!(disk_free(&desk.w, desk.machine), 100_000_000);
}

#[test]
fn another_machine_loads_what_one_has_saved() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    desk.script(&[
        "docker tag nginx:1.27 mine:7",
        "docker run --name cc -d mine:7",
        "docker commit -m changed -c 'ENV A=1' cc mine:8",
        "docker save -o both.tar mine:7 mine:8",
    ]);
    let from = desk.machine;
    let node = desk.w.hosts.machines[from]
        .files
        .get("/home/ec2-user/both.tar");
    let node = node.expect("a file").clone();
    desk.machine = Desk::machine(&mut desk.w, "i-2");
    let files = &mut desk.w.hosts.machines[desk.machine].files;
    files.put("/home/ec2-user/both.tar", node);
    let text = desk.script(&["docker images -q", "docker load -i both.tar"]);
    assert_eq!(
        text,
        "$ docker images -q\n$ docker load -i both.tar\nLoaded image: mine:7\nLoaded image: mine:8\n"
    );
    let text =
        desk.types("docker image inspect -f '{{.Comment}} {{json .RepoDigests}} {{.Size}}' mine:8");
    assert_eq!(lines(&text, "changed"), ["changed [] 200000000"]);
    let text = desk.types("docker image inspect -f '{{json .Config.Env}}' mine:8");
    assert_eq!(lines(&text, "A=1").len(), 1, "{text}");
    let text = desk.types("docker run -d --name web mine:7");
    assert!(!text.contains("Unable to find"), "{text}");
    // Layers that two images share are there once.
    assert_eq!(super::local::disk_use(&desk.w, desk.machine), 200_000_000);
}

#[test]
fn what_was_not_made_in_this_world_is_not_loaded() {
    let mut desk = Desk::new();
    desk.file(
        "/home/ec2-user/manifest.json",
        r#"[{"Config":"blobs/sha256/0000000000000000000000000000000000000000000000000000000000000000","RepoTags":["a:1"],"Layers":[]}]"#,
    );
    desk.types("tar cf other.tar manifest.json");
    let text = desk.types("docker load -i other.tar");
    assert!(
        text.contains("paperboat: not modelled: the image sha256:0000"),
        "{text}"
    );
    assert!(text.ends_with("? 1\n"), "{text}");
}

#[test]
fn files_alone_make_an_image_that_has_no_words() {
    let mut desk = Desk::new();
    desk.has("nginx:1.27");
    let text = desk.script(&[
        "docker run -d --name web -e A=1 nginx:1.27",
        "docker export -o web.tar web",
        "docker import web.tar flat:1",
        "docker image inspect -f '{{json .Config.Env}} {{.Comment}} {{len .RootFS.Layers}}' flat:1",
        "docker run -d flat:1",
        "docker import -c 'CMD [\"nginx\"]' -c 'HEALTHCHECK CMD true' web.tar flat:2",
        "docker image inspect -f '{{json .Config.Cmd}} {{json .Config.Healthcheck}}' flat:2",
        "docker import -c 'RUN true' web.tar flat:3",
        "docker import http://example.com/x.tar",
    ]);
    assert_eq!(lines(&text, "Imported"), ["null Imported from - 1"]);
    assert_eq!(
        lines(&text, "no command"),
        ["docker: Error response from daemon: no command specified."]
    );
    let declared = r#"["nginx"] {"Test":["CMD-SHELL","true"]}"#;
    assert_eq!(lines(&text, "CMD-SHELL"), [declared]);
    assert_eq!(
        lines(&text, "RUN is"),
        ["Error response from daemon: RUN is not a valid change command"]
    );
    assert_eq!(lines(&text, "of the URL").len(), 1);
}
