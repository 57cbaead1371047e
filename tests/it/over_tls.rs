//! A second run of end-to-end tests as the bot runs live: TLS, `discord.com`, serenity's limiter on.
//!
//! To add a test, make it `pub` and name it here.

/// Runs each test of `place` once more.
macro_rules! again {
    ($name:ident = $($place:ident)::+ { $($test:ident),+ $(,)? }) => {
        mod $name {
            use crate::$($place)::+ as place;

            $(
                #[test]
                fn $test() {
                    crate::support::over_tls(place::$test);
                }
            )+
        }
    };
}

again!(
    check_in = check_in {
        a_card_appears_at_nine_and_one_tap_is_thanked_in_private,
        what_is_kept_is_kept_after_a_yes_and_not_before,
        buttons_outlive_a_restart,
        a_private_check_in_is_served_on_a_day_without_a_card,
        help_comes_at_once_with_the_numbers_of_the_communitys_country,
        a_moderator_sees_the_next_card_and_swaps_it,
    }
);

again!(
    posts = trouble::posts {
        after_a_429,
        after_a_500,
        after_a_500_although_it_was_posted,
        after_a_reset,
        after_a_reset_although_it_was_posted,
        after_a_request_that_never_ends,
        after_a_request_that_never_ends_although_it_was_posted,
        a_post_whose_answers_were_lost_for_minutes_is_found_in_the_history,
        a_post_that_is_not_in_the_history_is_sent_again,
        without_the_right_to_read_a_doubt_is_told_to_staff_and_never_sent_again,
        a_card_that_was_removed_before_its_answer_came_is_not_posted_again,
        a_card_that_a_moderator_deletes_stays_deleted,
        a_refusal_stops_the_schedule_and_is_told_once,
        a_token_that_is_refused_ends_the_process,
        a_card_too_late_is_missed_and_the_next_day_brings_one,
        a_stop_in_the_middle_of_a_request_loses_and_doubles_nothing,
    }
);

again!(
    answers = trouble::answers {
        a_429,
        a_500,
        a_500_after_the_answer_was_shown,
        a_reset,
        a_reset_after_the_answer_was_shown,
        an_answer_that_hangs,
        an_answer_that_hangs_after_it_was_shown,
        a_deferred_answer_is_filled_in_although_the_edit_fails_twice,
        an_answer_that_is_refused_for_good_is_not_sent_again,
    }
);

again!(
    gateway = trouble::gateway {
        a_broken_connection_is_taken_up_where_it_broke,
        an_invalid_session_is_begun_anew_and_the_commands_are_not_registered_again,
        a_bot_that_starts_while_discord_is_down_comes_up_with_it,
        a_card_comes_although_the_gateway_is_away,
    }
);

again!(staff = trouble::staff { a_429, a_500_although_it_was_posted });
