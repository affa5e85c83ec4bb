import { openDatabase } from '#adapters/persistence/open-database.ts';

const [path = '', times = '0'] = process.argv.slice(2);
const { unitOfWork, writer, close } = await openDatabase({ dialect: 'sqlite', path });

for (let turn = 0; turn < Number(times); turn += 1) {
  await unitOfWork.run(async () => {
    const { rows } = await writer.run('select value from counted');
    await new Promise((resolve) => setImmediate(resolve));
    await writer.run('update counted set value = ?', [Number(rows[0]?.['value']) + 1]);
  });
}
await close();
