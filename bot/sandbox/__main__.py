"""Run the sandbox alone: prints its address as the first line and serves until it is stopped."""

import asyncio

import click

from bot.sandbox.server import Sandbox


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=0, help="0 takes a free one.")
@click.option("--bot", "tokens", multiple=True, help="Token of a bot to add, as often as needed.")
def main(host: str, port: int, tokens: tuple[str, ...]) -> None:
    """Serve a Telegram of our own on this machine."""
    asyncio.run(_serve(host, port, tokens))


async def _serve(host: str, port: int, tokens: tuple[str, ...]) -> None:
    sandbox = Sandbox()
    for token in tokens:
        sandbox.add_bot(token)
    async with await sandbox.start(host, port):
        click.echo(sandbox.url)
        await asyncio.Event().wait()


if __name__ == "__main__":
    main()
