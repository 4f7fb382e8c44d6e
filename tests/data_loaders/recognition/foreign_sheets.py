"""Lists that lie about in a power company and are no export of the marketing system, written as they really look.

One line a kind: what it is, the title that stands above it, and its columns as header:sort of value. Many have
customer numbers, names, telephones, amounts and dates, so that something of them fits some table.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from data_loaders.sheet import Sheet
from tests.data_loaders.sheets import sheet_of_lines

ROWS = 24
LISTS = """
考勤表 | 2024年6月份考勤汇总表 | 序号:n 工号:emp 姓名:name 部门:dept 应出勤天数:days 实出勤天数:days 迟到次数:few 病假:few 事假:few 加班小时:few 备注:note
月考勤 | 城关供电所6月考勤 | 姓名:name 岗位:post 1日:tick 2日:tick 3日:tick 4日:tick 5日:tick 6日:tick 7日:tick 8日:tick 9日:tick 10日:tick 合计:days
工资表 | 2024年6月工资发放表 | 序号:n 人员编号:emp 姓名:name 部门名称:dept 岗位:post 岗位工资:money 绩效工资:money 加班费:money 应发合计:money 公积金:money 个人所得税:money 实发金额:money 银行账号:acct
通讯录 | 公司通讯录 | 序号:n 部门:dept 姓名:name 职务:post 办公电话:phone 手机号:phone 短号:few 邮箱:mail
员工联系表 | 员工联系方式登记表 | 工号:emp 姓名:name 班组:dept 岗位:post 手机号:phone 紧急联系人:name 紧急联系电话:phone 家庭住址:addr
客户通讯录 | 重点客户联系方式 | 户号:cons 户名:firm 联系人:name 联系电话:phone 地址:addr
客户走访 | 大客户走访记录 | 序号:n 户号:cons 户名:firm 用电地址:addr 联系人:name 联系电话:phone 走访日期:date 走访人:name 客户诉求:note 答复情况:note
催费清单 | 欠费催收清单 | 序号:n 户号:cons 户名:name 联系电话:phone 催费次数:few 备注:note
欠费提醒 | 欠费提醒短信发送名单 | 户号:cons 户名:name 手机号:phone 欠费金额(元):money 发送时间:time 发送状态:tick
停电通知 | 计划停电客户通知名单 | 户号:cons 户名:name 台区名称:area 联系电话:phone 停电日期:date 通知方式:note 通知人:name 是否签收:tick
逐月电量 | 2024年各月用电量 | 户号:cons 户名:name 1月:kwh 2月:kwh 3月:kwh 4月:kwh 5月:kwh 6月:kwh 7月:kwh 8月:kwh 9月:kwh 10月:kwh 11月:kwh 12月:kwh
逐月电量比较 | 重点客户电量对比 | 序号:n 用户编号:cons 用户名称:firm 2022年:kwh 2023年:kwh 2024年:kwh 增长率:pct 备注:note
分所电量 | 各所售电量完成情况 | 供电单位:org 1月:kwh 2月:kwh 3月:kwh 4月:kwh 5月:kwh 6月:kwh 累计:kwh 同比:pct
售电经营 | 经营指标完成情况表 | 单位:org 售电量:kwh 同比增长:pct 售电均价:price 电费回收率:pct 线损率:pct 完成计划:pct
满意度汇总 | 95598工单满意度汇总表 | 月份:month 供电单位:org 工单数:few 回访数:few 满意数:few 不满意数:few 满意率:pct
工单分类统计 | 95598工单分类统计表 | 业务类型:biz 本月件数:few 上月件数:few 环比:pct 同比:pct 占比:pct
投诉责任 | 投诉责任考核通报 | 序号:n 工单编号:wo 责任单位:org 责任人:name 投诉内容:note 考核金额(元):money 考核依据:note
价格表 | 物资采购价格表 | 物料编码:code 物料名称:item 规格型号:model 计量单位:unit 含税单价(元):price 税率:pct 供应商:firm 生效日期:date
物资台账 | 物资出入库台账 | 日期:date 单据编号:code 物料名称:item 规格型号:model 单位:unit 入库数量:few 出库数量:few 结存数量:few 单价(元):price 金额(元):money 领用人:name
电能表库存 | 电能表库存盘点表 | 序号:n 资产编号:asset 设备名称:item 规格型号:model 生产厂家:firm 库房:dept 库位:code 数量:few 盘点日期:date 盘点人:name
安全工器具 | 安全工器具台账 | 编号:code 名称:item 设备型号:model 安装日期:date 试验日期:date 试验周期:few 下次试验日期:date 试验结论:tick 保管人:name 存放地点:addr
固定资产 | 固定资产卡片清单 | 资产编号:asset 资产名称:item 规格型号:model 使用部门:dept 保管人:name 启用日期:date 原值(元):money 累计折旧:money 净值(元):money 使用状态:tick
车辆台账 | 车辆使用登记表 | 车牌号:code 使用部门:dept 驾驶员:name 出车日期:date 出发时间:time 返回时间:time 目的地:addr 里程(公里):few 油费(元):money
派车单 | 派车申请记录 | 申请编号:app 申请人:name 申请部门:dept 受理时间:time 用车事由:note 审批人:name 审批时间:time 状态:tick
党费 | 2024年二季度党费收缴表 | 序号:n 姓名:name 所在支部:dept 月份:month 缴费基数:money 应缴金额:money 实缴金额:money 缴费日期:date
预算 | 部门费用预算执行表 | 科目编码:code 科目名称:item 年初预算(万元):money 调整预算(万元):money 累计执行(万元):money 执行率:pct
资产负债表 | 资产负债表 | 资产:item 行次:n 期末余额:money 年初余额:money 负债和所有者权益:item 期末余额:money 年初余额:money
科目明细账 | 管理费用明细账 | 日期:date 凭证号:code 摘要:note 科目代码:code 科目名称:item 借方发生额:money 贷方发生额:money 余额方向:tick 余额:money
进项发票 | 进项发票登记表 | 发票代码:code 发票号码:code 开票日期:date 销方名称:firm 金额(元):money 税率:pct 税额:money 价税合计:money 认证状态:tick
采购合同 | 采购合同登记台账 | 合同编号:code 合同名称:item 供应商:firm 合同金额(元):money 签订日期:date 履行期限:date 经办人:name 付款情况:note
施工合同 | 施工合同管理台账 | 序号:n 合同编号:code 合同类型:biz 承包单位:firm 签订日期:date 终止日期:date 合同金额(元):money 已付金额(元):money 合同状态:tick
工程进度 | 配网工程进度表 | 项目编号:code 项目名称:item 施工单位:firm 计划开工日期:date 计划竣工日期:date 实际开工日期:date 完成进度:pct 存在问题:note
培训记录 | 培训签到与成绩表 | 工号:emp 姓名:name 部门:dept 培训内容:note 培训日期:date 学时:few 成绩:few 是否合格:tick
会议签到 | 会议签到表 | 序号:n 姓名:name 单位:org 职务:post 联系电话:phone 签到时间:time
值班表 | 2024年6月值班安排表 | 日期:date 星期:week 带班领导:name 值班人员:name 联系电话:phone 值班地点:dept
抄表计划 | 7月抄表计划安排 | 抄表员:name 抄表段编号:code 计划抄表日期:date 户数:few 路线:addr 备用人员:name
自来水 | 自来水公司用户水费清单 | 户号:cons 户名:name 地址:addr 水表编号:code 年月:month 上次读数:few 本次读数:few 用水量(吨):few 水费:money 污水处理费:money 合计金额:money
供热 | 供热公司收费台账 | 户号:cons 户名:name 地址:addr 供热面积:few 采暖期:note 应收金额:money 实收金额:money 欠费金额:money 缴费方式:note 收费日期:date
物业 | 物业管理费收缴表 | 房号:code 业主姓名:name 联系电话:phone 建筑面积:few 应收月份:month 应收金额:money 实收金额:money 欠费:money 滞纳金:money
燃气安检 | 燃气公司入户安检记录 | 客户编号:cons 客户名称:name 用户地址:addr 表具编号:code 安检日期:date 检查人员:name 检查结果:tick 隐患描述:note 整改期限:date
社保 | 社保缴费明细 | 姓名:name 身份证号:code 缴费月份:month 缴费基数:money 单位缴纳:money 个人缴纳:money 状态:tick
信访台账 | 信访举报登记台账 | 编号:code 来信日期:date 反映人:name 联系电话:phone 反映内容:note 承办部门:dept 办理结果:note 是否属实:tick
巡视整改 | 巡察反馈问题整改清单 | 序号:n 问题描述:note 责任部门:dept 责任人:name 整改措施:note 整改期限:date 完成情况:note 整改状态:tick
充电桩 | 充电站运营日报 | 站点编号:code 站点名称:area 日期:date 充电次数:few 充电电量(kWh):kwh 充电服务费(元):money 电费:money 合计金额:money
光伏结算 | 分布式光伏补贴发放表 | 发电户号:cons 发电户名:name 结算月份:month 上网电量:kwh 上网电价:price 补贴金额:money 开户行:firm 银行账号:acct
银行代扣 | 代扣电费清单 | 户号:cons 户名:name 银行账号:acct 扣款金额:money 扣款日期:date 扣款结果:tick
换表清单 | 换表清单 | 户号:cons 户名:name 旧表资产号:asset 新表资产号:asset 旧表止码:few 新表起码:few 换表日期:date 施工人:name
新装客户 | 新装客户清单 | 申请编号:app 户名:name 用电地址:addr 申请容量:few 受理时间:time 送电时间:time 是否超期:tick
负载统计 | 高压客户负载统计 | 户号:cons 户名:firm 合同容量:few 最大负荷:few 负载率:pct 所属线路:area
回访记录 | 客户回访记录 | 工单编号:wo 户号:cons 户名:name 联系电话:phone 回访时间:time 满意度:tick 不满意原因:note
停复电 | 欠费停复电执行记录 | 户号:cons 户名:name 欠费金额:money 停电时间:time 复电时间:time 执行人:name
封印台账 | 计量封印台账 | 资产编号:asset 封印编号:code 加封日期:date 加封人:name 户号:cons
轮换计划 | 电能表轮换计划 | 户号:cons 户名:name 资产编号:asset 安装日期:date 到期日期:date 轮换计划月份:month 施工班组:dept
配变台账 | 配变运维台账 | 设备名称:item 设备编号:code 容量:few 设备型号:model 出厂编号:code 投运日期:date 厂家:firm 运行状态:2
停电计划 | 月度停电计划表 | 停电线路:area 停电范围:addr 计划停电时间:time 计划送电时间:time 工作内容:note 责任单位:org
花名册 | 职工花名册 | 工号:emp 姓名:name 性别:tick 出生年月:month 学历:note 部门:dept 岗位:post 入职日期:date 政治面貌:note
差错核对 | 差错核对表 | 户号:cons 户名:name 年月:month 系统电量:kwh 核对电量:kwh 差异:few 核对人:name
台区包保 | 台区经理包保名单 | 台区编号:code 台区名称:area 台区经理:name 联系电话:phone 户数:few
特困户 | 低保户五保户清单 | 户号:cons 户名:name 用电地址:addr 身份证号:code 类别:note 有效期止:date
充电桩客户 | 充电桩报装客户 | 户号:cons 户名:name 用电地址:addr 联系电话:phone 报装容量:few 供电电压:volt 充电桩编号:code 充电桩功率:few 车牌号:code 安装位置:addr
电价优惠 | 电价优惠执行清单 | 户号:cons 户名:firm 电价码:code 执行电价:price 优惠文号:code 优惠起始:date 优惠截止:date
信用评价 | 客户信用等级评价 | 用户编号:cons 用户名称:firm 用电类别:3 行业分类:code 信用得分:few 信用等级:tick 评价日期:date
"""
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周", "伟芳娜敏静丽强磊军洋勇艳杰涛明"
WORDS = {
    "dept": ("城关供电所", "营销部", "计量班", "配电运检班", "综合室"),
    "post": ("班长", "抄表催费", "装表接电", "专责", "副主任"),
    "org": ("城关供电所", "东湖供电所", "青梧供电所", "柳林供电所"),
    "firm": ("青梧印刷厂", "东湖冷库", "宏达机修厂", "万顺商贸有限公司", "新华书店"),
    "item": ("绝缘手套", "智能电表", "电缆分接箱", "办公桌", "验电器"),
    "model": ("DDZY71", "YJV22-3*95", "JP-200", "A4", "10kV"),
    "unit": ("334010101", "334010102", "334010201"),
    "area": ("青梧1号台区", "东湖变电站", "柳林站", "城关二线"),
    "addr": ("城关镇人民路3号", "东湖乡李家村", "青梧街道18号", "柳林工业园"),
    "note": ("已发短信", "现场沟通", "无", "待处理", "已联系,下周缴费"),
    "tick": ("√", "是", "否", "正常", "已完成"),
    "biz": ("故障报修", "投诉", "业务咨询", "建议", "表扬"),
    "week": ("星期一", "星期二", "星期三", "星期四", "星期五"),
    "phase": ("A", "B", "C", "ABC"),
    "volt": ("AC00101", "AC02202", "AC03802"),
}


def foreign_sheets(seed: int = 1) -> Iterator[tuple[str, Sheet]]:
    """Yield every list three times: under its title and name, without either, and with some columns left out."""
    for line in LISTS.strip().splitlines():
        kind, title, columns = (part.strip() for part in line.split("|"))
        rng = random.Random(f"{seed}|{kind}")
        sorts = [(header, sort) for header, _, sort in (column.rpartition(":") for column in columns.split())]
        lines = _lines(sorts, rng)
        yield kind, sheet_of_lines([[title], *lines], file=f"{title}.xlsx", name=kind)
        yield f"{kind} without a title", sheet_of_lines(lines)
        kept = sorted(rng.sample(range(len(sorts)), max(3, len(sorts) * 3 // 4)))
        yield f"{kind} in part", sheet_of_lines([[line[index] for index in kept] for line in lines])


def _lines(sorts: list[tuple[str, str]], rng: random.Random) -> list[list[str]]:
    rows = [[_value(sort, number, rng) for _, sort in sorts] for number in range(1, ROWS + 1)]
    return [[header for header, _ in sorts], *rows]


def _value(sort: str, number: int, rng: random.Random) -> str:
    day = date(2024, 1, 1) + timedelta(days=rng.randrange(180))
    match sort:
        case "n":
            return str(number)
        case "1" | "2" | "3":
            return f"{rng.randrange(1, 10 if sort == '1' else 12):0{sort}}"
        case "cons" | "asset":
            return (
                f"{rng.randrange(10**8, 10**9):010}" if sort == "cons" else f"33{rng.randrange(10**18):020}"
            )
        case "code" | "emp" | "app" | "wo":
            return f"{sort.upper()}{rng.randrange(10**6):06}"
        case "name":
            return rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, 2))
        case "phone" | "acct":
            return f"139{number:08}" if sort == "phone" else f"6222{rng.randrange(10**15):015}"
        case "mail":
            return f"user{number}@example.com"
        case "date" | "time":
            return (
                day.isoformat()
                if sort == "date"
                else f"{day} {rng.randrange(8, 18):02}:{rng.randrange(60):02}"
            )
        case "month":
            return f"2024{rng.randrange(1, 13):02}"
        case "few" | "days":
            return str(rng.randrange(0, 31))
        case "kwh" | "money":
            return (
                f"{rng.randrange(100, 90_000)}"
                if sort == "kwh"
                else f"{rng.randrange(1000, 900_000) / 100:.2f}"
            )
        case "price" | "pct":
            return f"{rng.random():.4f}" if sort == "price" else f"{rng.randrange(1000) / 10}%"
    return rng.choice(WORDS[sort])
