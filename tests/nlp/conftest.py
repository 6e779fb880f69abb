"""One classifier for all tests of the room."""

import pytest

from nlp.classifier import Classifier


@pytest.fixture(scope="session")
def judge():
    return Classifier.load().judge
