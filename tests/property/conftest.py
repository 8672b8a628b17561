"""One profile for every property: the same examples in every run, and few enough for each save of a file."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "hub",
    derandomize=True,
    deadline=None,
    max_examples=40,
    print_blob=False,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("hub")
