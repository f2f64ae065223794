"""What search reads: rows made from texts, never written by hand; `manage.py index_articles` makes them all anew."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F


class SearchEntry(models.Model):
    """One text in one language that can be found: an article's translation, a macro.

    It holds no rights: what somebody may find is asked of the family's own rows each time. A text written anew is
    a new row, so whoever knows the highest key asks for the newer ones.
    """

    family = models.CharField(max_length=12)
    object_id = models.BigIntegerField()
    locale = models.CharField(max_length=16)
    title = models.CharField(max_length=200)
    # One line a sentence, for snippets. The first line of `meanings` is the title's, the rest are theirs.
    text = models.TextField(blank=True)
    words = SearchVectorField()
    # How often each word stands here, weighted (search.postings), and the sum of that.
    postings = models.BinaryField(default=b"")
    length = models.PositiveIntegerField(default=0)
    # Directions (helpdesk.lib.meaning), of the whole text and of its lines; empty in languages without.
    meaning = models.BinaryField(default=b"")
    meanings = models.BinaryField(default=b"")
    # The signs of `meaning`; every process keeps all of these (search.signatures).
    signature = models.BinaryField(default=b"")
    # From -1 to 1: what its readers say of it.
    helpfulness = models.FloatField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["family", "object_id", "locale"], name="search_entry_once")]
        # Written seldom: a list of what is not in the index yet would be read by every search.
        indexes = [GinIndex(fields=["words"], fastupdate=False, name="search_entry_words")]
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return f"{self.family} {self.object_id} ({self.locale})"


class SearchLanguage(models.Model):
    """How many texts there are in a language, and how many weighted words they have together."""

    locale = models.CharField(max_length=16, unique=True)
    entries = models.PositiveIntegerField(default=0)
    length = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return self.locale


class SearchWord(models.Model):
    """A word's stem, and how many texts of a language hold it."""

    locale = models.CharField(max_length=16)
    word = models.CharField(max_length=64)
    entries = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["locale", "word"], name="search_word_once")]
        indexes = [
            GinIndex(OpClass(F("word"), name="gin_trgm_ops"), name="search_word_alike"),
            models.Index(
                fields=["locale", "word"],
                opclasses=["varchar_pattern_ops", "varchar_pattern_ops"],
                name="search_word_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.word


class SearchSettings(models.Model):
    """What an administrator says about the words of a language."""

    locale = models.CharField(max_length=16, unique=True)
    # One group a line, its members separated by commas: all of them mean the same.
    synonyms = models.TextField(blank=True)
    # Words that say nothing here, besides the language's own.
    stop_words = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name_plural = "search settings"

    def __str__(self) -> str:
        return f"Search in {self.locale}"
