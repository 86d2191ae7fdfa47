from concurrent.futures import ThreadPoolExecutor

from congvu.signing import vault


def test_those_who_start_at_once_share_one_whole_key(tmp_path):
    path = tmp_path / "signing.key"
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: vault._make_whole(path), range(64)))

    assert len(path.read_bytes()) == 44
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["signing.key"]
