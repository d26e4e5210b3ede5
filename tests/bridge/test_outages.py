"""Whatever stops and starts again: nothing is lost, nothing comes twice, nothing comes back."""

import signal
import time

from processes import bridging, command, until
from test_both_ways import assert_each_has_all_of_the_other, everything_crossed


def test_a_bridge_killed_between_publishing_and_acknowledging(hubs, signer, server, key_file):
    one, other = hubs
    one.publish(300)
    arguments = ("--url", server.url, "--hub", one.url, "--key", f"file:{key_file}", "--poll", "0.2")
    with bridging(other, signer, server):
        for part in (60, 160):  # by then it has published what the hub has no word of
            process = command(*arguments)
            until(lambda part=part: len(other.taken) > part)
            process.kill()
            process.communicate()
            assert one.cursor < 300
        other.publish(20)
        process = command(*arguments)
        until(lambda: everything_crossed(one, other))
        process.send_signal(signal.SIGTERM)
        _, lines = process.communicate(timeout=10)
    assert process.returncode == 0, lines
    assert_each_has_all_of_the_other(one, other)
    assert one.cursor == 300


def test_a_bridge_killed_with_messages_in_hand_is_given_them_again_before_newer_ones(hubs, signer, server, key_file):
    one, other = hubs
    arguments = ("--url", server.url, "--hub", other.url, "--key", f"file:{key_file}", "--poll", "0.2")
    with bridging(one, signer, server):
        process = command(*arguments)
        one.publish(1)
        until(lambda: other.taken)
        other.away, asked = True, other.requests
        one.publish(30)
        until(lambda: one.cursor == 31 and other.requests > asked + 3)
        process.kill()
        process.communicate()
        one.publish(100)
        until(lambda: one.cursor == 131)
        other.away = False
        process = command(*arguments)
        until(lambda: everything_crossed(one, other))
        process.send_signal(signal.SIGINT)
        _, lines = process.communicate(timeout=10)
    assert process.returncode == 0, lines
    assert_each_has_all_of_the_other(one, other)


def test_the_nats_server_starts_again_with_its_store(hubs, signer, server):
    one, other = hubs
    with bridging(one, signer, server), bridging(other, signer, server):
        for kill in (False, True):
            one.publish(150)
            other.publish(150)
            until(lambda: len(one.taken) > one.cursor / 2 or len(other.taken) > 10)
            server.stop(kill=kill)
            one.publish(5)
            other.publish(5)
            time.sleep(0.3)
            server.start()
            until(lambda: everything_crossed(one, other), 25)
    assert_each_has_all_of_the_other(one, other)


def test_a_hub_goes_away_and_comes_back(signer, server, hubs):
    one, _ = hubs
    from honest_hub import Hub

    other = Hub("remote")
    other.pin(signer.public_key())
    with other.answering():
        pass  # it has a port now, on which nobody listens
    with bridging(one, signer, server), bridging(other, signer, server) as running:
        one.publish(80)
        until(lambda: one.cursor == 80 and running.told("hub: no answer: NewConnectionError"))
        other.away = True
        with other.answering():
            other.publish(40)
            until(lambda: any("answered 503" in line["message"] for line in running.told_all()))
            assert other.taken == []
            other.away = False
            until(lambda: everything_crossed(one, other))
            other.away = True  # in the middle of its work
            one.publish(70)
            asked = other.requests
            until(lambda: other.requests > asked + 2)
            other.away = False
            until(lambda: everything_crossed(one, other))
            until(lambda: running.told("hub answers again"))
    assert_each_has_all_of_the_other(one, other)


def test_a_key_the_hub_does_not_know_yet_is_tried_until_it_is_linked(hubs, signer, server):
    one, other = hubs
    known, other.keys = other.keys, type(other.keys)()
    one.publish(3)
    with bridging(one, signer, server), bridging(other, signer, server) as running:
        until(lambda: any("answered 401" in line["message"] for line in running.told_all()))
        other.keys = known
        until(lambda: everything_crossed(one, other))
    assert_each_has_all_of_the_other(one, other)
