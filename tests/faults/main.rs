//! What goes wrong, and what the user reads then: wrong hosts and credentials, objects that vanish, answers that are lost, processes
//! that are killed. In process where that is exact, with the real terraform where processes matter.

#[path = "../api_support/mod.rs"]
mod api_support;
#[allow(dead_code)]
#[path = "../secrets/desk.rs"]
mod desk;
mod issuing;
mod logins;
mod objects;
mod processes;
mod refusals;
mod stage;
mod strangers;
mod values;
