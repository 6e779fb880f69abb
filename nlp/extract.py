"""What is read out of a text beside its meaning; each has a file of its own."""

from nlp.address_words import Scheme
from nlp.amounts import Amount, amounts
from nlp.masking import Sensitive, SensitiveKind, masked, sensitive
from nlp.phones import Phone, PhoneKind, phones
from nlp.places import Place, home, only_home, place, places
from nlp.times import Time, times

__all__ = [
    "Amount",
    "Phone",
    "PhoneKind",
    "Place",
    "Scheme",
    "Sensitive",
    "SensitiveKind",
    "Time",
    "amounts",
    "home",
    "masked",
    "only_home",
    "phones",
    "place",
    "places",
    "sensitive",
    "times",
]
