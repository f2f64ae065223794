"""How the community fares: whether questions are answered, how soon, by whom. Told only here.

A **question** is a topic of a forum for questions that is neither removed nor waits for a moderator; it belongs to the
day it was asked. It is **solved** when an answer was accepted, **in progress** when others wrote in it, else
**unanswered**. A **first reply** is the first readable post by somebody else than who asked. Shares and medians of
fewer than `FEW` questions are not told.
"""
