import {type ChannelView, listChannels} from '../../app/notify.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {channelsText} from '../../cli/notify-text.ts';

export default class NotifyList extends BaseCommand {
  static override summary = 'show channels of notifications and how they fare';
  static override description =
    'For each configured channel: whether it gets through, what waits for it, and what was given up. Needs none of ' +
    'their secrets. Channels are configured under `notify.channels`; see docs/notifications.md.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    "<%= config.bin %> <%= command.id %> --json | jq '.channels[] | select(.failingSince != null)'",
  ];

  async run(): Promise<{channels: readonly ChannelView[]}> {
    const {flags} = await this.parse(NotifyList);
    const channels = await listChannels(await this.settings(flags));
    if (channels.length === 0) this.note('No channels. Configure them under `notify.channels`.');
    else this.log(channelsText(this.out, channels));
    return {channels};
  }
}
