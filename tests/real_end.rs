//! Both ways for real, as a person goes them: the program itself, an emulator for AWS, and a Docker engine that runs what
//! was shipped. Images are built on the spot and pulled from a registry on the loopback address.
//!
//! Needs Docker, and Debian's packages `busybox-static` and `docker-registry`. `PAPERBOAT_SKIP_DOCKER=1` goes without, and
//! says so. How long each part took is shown with `--nocapture`.

#[path = "real_end/app.rs"]
mod app;
#[path = "real_end/emulated.rs"]
mod emulated;
#[path = "real_end/managed.rs"]
mod managed;
#[path = "real_end/page.rs"]
mod page;
#[path = "real_end/person.rs"]
mod person;
#[path = "real_end/self_managed.rs"]
mod self_managed;
