//! Secrets, folders, tags and imports where it hurts: many at once, beside others who change the same, on servers of another age.

mod bulk;
mod desk;
mod life;
mod neighbours;
mod old;
mod others;
mod plural;
