from importlib.util import find_spec

import numpy as np
import pytest
from tokenizers import Tokenizer

from helpdesk.lib import meaning
from helpdesk.lib.meaning import encoding


def near(one: str, other: str) -> float:
    first, second = meaning.encode([one, other])
    return float(first @ second)


def test_a_text_is_a_vector_of_length_one() -> None:
    vectors = meaning.encode(["How do I reset my password?", "Where is my parcel?"])
    assert vectors.shape == (2, meaning.DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_same_question_in_other_words_is_nearer_than_another_question() -> None:
    asked = "I forgot what I log in with"
    assert near(asked, "Reset your password") > near(asked, "Descale the coffee machine") + 0.1


def test_case_and_punctuation_mean_nothing() -> None:
    assert near("RESET my Password!!!", "reset my password") == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    "text", ["", "?!", "   ", "密码重置", "Как сбросить пароль", "Wie kann ich mein Passwort ändern"]
)
def test_what_is_not_english_has_no_direction(text: str) -> None:
    assert not meaning.encode([text]).any()


def test_a_known_language_is_believed_over_the_text() -> None:
    assert not meaning.encode(["Reset password"], locale="de").any()
    assert meaning.encode(["die Rechnung ist da"], locale="en-GB").any()


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Where is my order?", True),
        ("invoice pdf", True),
        ("How do I do a refund with Klarna in Sverige", True),
        ("Wo ist meine Bestellung?", False),
        ("Où est ma commande ?", False),
        ("¿Dónde está mi pedido? No lo encuentro en la lista", False),
        ("Waar is mijn bestelling", False),
        ("注文はどこですか", False),
    ],
)
def test_the_language_of_a_text_is_guessed_by_its_small_words(text: str, english: bool) -> None:
    assert meaning.is_english(text) is english


def test_words_are_parted_as_those_who_trained_the_table_part_them() -> None:
    table = encoding._table()
    assert table
    package = find_spec("wordllama")
    assert package
    assert package.submodule_search_locations
    theirs = Tokenizer.from_file(
        f"{package.submodule_search_locations[0]}/tokenizers/l2_supercat_tokenizer_config.json"
    )
    text = "my espresso machine's descaling light keeps blinking after firmware upgrades and unplugging overnight"
    assert table.pieces.of_text(text) == theirs.encode(text, add_special_tokens=False).ids


def test_a_very_long_word_and_a_very_long_text_cost_little() -> None:
    assert meaning.encode(["x" * 1_000_000, "pump " * 100_000], locale="en").any(axis=1).all()
