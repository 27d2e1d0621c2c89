//! Supabase: secrets of a project's edge functions.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("supabase", "Supabase")
        .doc("Each secret becomes a secret of a project's Edge Functions.")
        .destination([
            string("project_id")
                .required()
                .len(1..=255)
                .doc("Reference ID of the Supabase project: Supabase, project Settings, General."),
            string("project_name")
                .len(0..=255)
                .doc("Name of the Supabase project, shown in Infisical. Default: its ID."),
        ])
        .special(|resource| {
            resource
                .on_send(|_, body, _| stand_in(body, "projectId", "projectName"))
                .on_answer(|answer, known| {
                    forget_stand_in(answer, known, "projectId", "projectName", "project_name")
                })
        })
}
